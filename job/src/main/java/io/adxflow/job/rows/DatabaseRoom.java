package io.adxflow.job.rows;

import java.io.Serializable;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Says whether rows for a database find room, for records that name one which their request does not: those are admitted before it is
 * known. Asked for a few databases per request; must not block.
 */
@FunctionalInterface
public interface DatabaseRoom extends Serializable {
    /** There is room. */
    DatabaseRoom ALWAYS = (monikers, database) -> null;

    /** Null when all of the monikers take more, else the reason, with what to do about it. */
    @Nullable
    String refusal(Collection<String> monikers, String database);
}
