package io.adxflow.sdk.contract;

/** One thing that the job relies on, and how to see whether it holds. */
public final class Promise {
    private final String name;
    private final Check check;

    Promise(String name, Check check) {
        this.name = name;
        this.check = check;
    }

    /** Throws when the promise is broken. */
    interface Check {
        void run() throws Exception;
    }

    /** What is promised, in words. */
    public String name() {
        return name;
    }

    /**
     * Tries it.
     *
     * @throws AssertionError when it is broken, saying how
     * @throws Exception what the extension threw where it must not
     */
    public void check() throws Exception {
        check.run();
    }

    @Override
    public String toString() {
        return name;
    }
}
