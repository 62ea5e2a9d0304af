package io.adxflow.sdk.contract;

import io.adxflow.sdk.destination.DestinationKind;
import java.util.List;
import java.util.Map;

/**
 * A place for a destination to be tried out, and what can happen to it. A new one, empty, is made for each promise.
 */
public interface DestinationHarness extends AutoCloseable {

    DestinationKind kind();

    /** Valid ones, that lead to this place. */
    Map<String, String> options();

    /**
     * What readers of the place see: the CSV of each batch that is visible, decompressed, once for each time that it is there.
     *
     * @return the texts in any order; empty when the table is not there
     */
    List<String> visible(String database, String table) throws Exception;

    /** Loses all that is staged and not visible, as the loss of a host or a sweep does. */
    void loseStaged() throws Exception;

    /** Makes the place unreachable, so that every call fails. */
    void takeAway() throws Exception;

    /** Undoes {@link #takeAway}. */
    void bringBack() throws Exception;

    /**
     * Makes the place refuse a database, and it alone, as by a role that was revoked.
     *
     * @return false when there is nothing of that kind
     */
    default boolean refuse(String database) throws Exception {
        return false;
    }

    /** Undoes {@link #refuse}. */
    default void allow(String database) throws Exception {}

    @Override
    default void close() throws Exception {}
}
