package io.adxflow.sdk.agents;

/** A program's configuration, made of what a hand-shake grants. Stateless, thread-safe, made without arguments. */
public interface AgentFormat {

    /** By which a hand-shake asks for it: 1 to 32 lower case letters, digits and {@code -}, and no name of a built-in format. */
    String name();

    /** Media type of {@link #render}. */
    String contentType();

    /**
     * The configuration, ready to use. Blocks on nothing.
     *
     * @param tokenFile a file that holds the token, to be named instead of it, or empty
     */
    String render(Grant grant, String tokenFile);
}
