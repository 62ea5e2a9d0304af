package io.adxflow.sdk.host;

/**
 * Something that an extension provides, under the name by which configurations know it. Thread-safe.
 *
 * @param <T> what it is
 */
public final class Extension<T> {
    private final ExtensionUnit unit;
    private final String name;
    private final T value;

    Extension(ExtensionUnit unit, String name, T value) {
        this.unit = unit;
        this.name = name;
        this.value = value;
    }

    /** Asks it something. */
    @FunctionalInterface
    public interface Question<T, R> {
        /** May throw whatever it likes. */
        R of(T value) throws Exception;
    }

    public String name() {
        return name;
    }

    /** The file or folder that it came with. */
    public String file() {
        return unit.file();
    }

    /**
     * Asks aside, for ten seconds at most: for what must answer at once.
     *
     * @param what is asked, for messages
     * @throws ExtensionException with all that went wrong
     */
    public <R> R ask(String what, Question<T, R> question) throws ExtensionException {
        return unit.ask(name + " " + what, () -> question.of(value));
    }

    /** Asks in this thread: for what may take its time. Whatever it throws gets out, errors as well. */
    public <R> R run(Question<T, R> question) throws Exception {
        return unit.within(() -> question.of(value));
    }
}
