"""Open Badges 3.0: what the standard says, in plain Python without Django.

Writing: `credential` builds, `proof` signs, `status_list` revokes, `baking` puts the credential into a PNG.
Reading: `baking` takes it out, `verifier` judges it. Nothing in this package touches the network, the clock
or the disk, except `contexts`, which reads the JSON-LD contexts that are installed with openbadgeslib.
"""
