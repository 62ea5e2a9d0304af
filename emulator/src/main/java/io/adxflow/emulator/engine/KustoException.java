package io.adxflow.emulator.engine;

/** A refusal in Kusto's terms, for commands, queries and ingestions alike. */
public final class KustoException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean permanent;

    /**
     * @param code such as {@code BadRequest_EntityNotFound}
     * @param permanent false when trying again may help
     */
    public KustoException(String code, String message, boolean permanent) {
        super(message);
        this.code = code;
        this.permanent = permanent;
    }

    /** A permanent refusal. */
    public KustoException(String code, String message) {
        this(code, message, true);
    }

    /** The request is not understood. */
    public static KustoException syntax(String message) {
        return new KustoException("BadRequest_SyntaxError", "Syntax error: " + message);
    }

    /** Something that is named does not exist. */
    public static KustoException notFound(String kind, String name) {
        return new KustoException(
                "BadRequest_EntityNotFound", "Entity ID '" + name + "' of kind '" + kind + "' was not found.");
    }

    /** Kusto's error code. */
    public String code() {
        return code;
    }

    /** Whether trying again cannot help. */
    public boolean permanent() {
        return permanent;
    }
}
