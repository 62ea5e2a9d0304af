package io.adxflow.sdk.destination;

import io.adxflow.sdk.Option;
import java.util.List;
import java.util.Map;

/** Makes destinations of one kind. Stateless, thread-safe, and made without arguments, by {@link java.util.ServiceLoader}. */
public interface DestinationKind {

    /** What {@code monikers.<name>.kind} says: 1 to 32 lower case letters, digits and {@code -}, and no name of a built-in kind. */
    String name();

    /** For people, one sentence: what stands there in the end. */
    String description();

    /** All that may be set. A key that is not here is refused before {@link #validate} is asked. */
    List<Option> options();

    /**
     * All that is wrong with a moniker's options, each beginning with the option's name and a colon; empty when nothing is. Neither connects
     * nor blocks.
     */
    List<String> validate(Map<String, String> options);

    /**
     * Whether two valid definitions are one place, so that a batch which may have been committed under one is found committed under
     * the other, as with another credential. Batches under way follow a change between such definitions.
     */
    default boolean areSamePlace(Map<String, String> one, Map<String, String> other) {
        return one.equals(other);
    }

    /**
     * Opens a destination for options without problems. May connect and block; is called again when it fails.
     *
     * @param moniker its name, for messages
     */
    Destination open(String moniker, Map<String, String> options) throws Exception;
}
