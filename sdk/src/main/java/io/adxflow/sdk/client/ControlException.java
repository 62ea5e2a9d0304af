package io.adxflow.sdk.client;

import java.util.List;

/** The job has answered, and not what was asked for. The message has all of it. */
public class ControlException extends Exception {
    private final int status;
    private final transient List<Problem> problems;

    ControlException(int status, String message, List<Problem> problems) {
        super(message);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    /** Of HTTP: 401 and 403 for who is not let in, 404 for what is not there, 409 where a file rules, 422 for a wrong document, 503 for not now. */
    public int status() {
        return status;
    }

    /** All that is wrong with what was sent; empty when it is something else. */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }
}
