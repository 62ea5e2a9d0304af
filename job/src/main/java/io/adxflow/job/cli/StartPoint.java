package io.adxflow.job.cli;

import io.adxflow.job.cli.Checkpoints.Checkpoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decides which checkpoint a run starts from. */
final class StartPoint {
    private StartPoint() {}

    /**
     * The newest complete checkpoint, or the one asked for; null for an empty start. A damaged one is never passed over in
     * silence: what was acknowledged since the one before would be lost with it.
     *
     * @throws CliException when the checkpoint cannot be used, with what to do
     */
    static @Nullable Checkpoint choose(Checkpoints checkpoints, @Nullable String from)
            throws IOException, CliException {
        if ("none".equals(from)) {
            return null;
        }
        Checkpoint chosen = from == null ? checkpoints.newest() : checkpoints.named(from);
        if (chosen == null) {
            return null;
        }
        String problem = Checkpoints.problemWith(chosen);
        if (problem != null) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "checkpoint " + chosen.path() + " (" + chosen.age() + ") cannot be restored: " + problem + ".\n"
                            + "Nothing was started or changed. Mend it, or start from another one; what was acknowledged"
                            + " after that one may then be missing:\n"
                            + checkpoints.listing(chosen.number()));
        }
        return chosen;
    }
}
