"""The xAPI verbs that change a record here, and those that this server says itself."""

ATTEMPTED = "http://adlnet.gov/expapi/verbs/attempted"
INITIALIZED = "http://adlnet.gov/expapi/verbs/initialized"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
PASSED = "http://adlnet.gov/expapi/verbs/passed"
FAILED = "http://adlnet.gov/expapi/verbs/failed"
MASTERED = "http://adlnet.gov/expapi/verbs/mastered"

STARTING = frozenset({ATTEMPTED, INITIALIZED})
FINISHING = frozenset({ANSWERED, COMPLETED, PASSED, FAILED, MASTERED})

DISPLAY = {
    ANSWERED: {"en-US": "answered"},
    COMPLETED: {"en-US": "completed"},
    PASSED: {"en-US": "passed"},
    FAILED: {"en-US": "failed"},
}
