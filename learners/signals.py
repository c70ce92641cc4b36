"""Facts that other apps may act on. Each is sent after the transaction is committed, with ``send_robust``.

``module_completed``         learner, module_key (UUID), course_key (UUID), is_assessed (bool)
``course_completed``         learner, course_key (UUID), is_assessed (bool)
``competence_demonstrated``  learner, competence (courses.Competence), level (int 4–7), module_key (UUID)

A receiver that fails leaves the completion stored and the request answered. What it missed is made good by the
sweep of the app that listens.
"""

from django.dispatch import Signal

module_completed = Signal()
course_completed = Signal()
competence_demonstrated = Signal()
