"""What others see of a course: search engines, feed readers, and whoever is sent a link. docs/sharing.md has the whole.

``offering``         which pages anybody may read; everything here begins with it
``head``             what stands in the head of a page: description, addresses, picture, structured data
``descriptions``     what a page is called and is about, in few words
``structured_data``  the words of schema.org
``cards``            the picture of a page, 1200 × 630
``feeds``            what is new, as Atom, and when courses are held, as iCalendar
``sitemaps``         the pages, with their languages
"""
