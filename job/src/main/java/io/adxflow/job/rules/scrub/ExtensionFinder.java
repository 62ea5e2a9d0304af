package io.adxflow.job.rules.scrub;

import io.adxflow.job.rules.scrub.detect.Findings;
import io.adxflow.sdk.detect.Detector;
import io.adxflow.sdk.host.Extension;
import io.adxflow.sdk.host.Extensions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A detector that an extension brings. Where it fails, or is not there, the whole text counts as found: what is said to be sensitive must
 * not get through for want of a detector, and no record of a sender may fail the job. Used by one thread.
 */
final class ExtensionFinder {
    private static final Logger LOG = LoggerFactory.getLogger(ExtensionFinder.class);
    private static final long COMPLAINT_NANOS = 60_000_000_000L;

    private final String name;
    private final @Nullable Extension<Detector> extension;
    private long complainedAtNanos;
    private boolean complained;

    ExtensionFinder(String name) {
        this.name = name;
        this.extension = Extensions.inUse().detector(name);
    }

    String name() {
        return name;
    }

    /** Adds what it finds, as of a kind. */
    void find(byte[] text, int start, int end, Findings found, int kind) {
        Extension<Detector> known = extension;
        if (known == null) {
            complain("no extension of this process has it", null);
            found.merge(start, end, kind);
            return;
        }
        try {
            boolean unused = known.run(detector -> {
                detector.find(text, start, end, (from, to) -> {
                    if (from >= start && to <= end && from < to) {
                        found.merge(from, to, kind);
                    }
                });
                return true;
            });
        } catch (Throwable e) {
            complain(known.file() + " failed", e);
            found.merge(start, end, kind);
        }
    }

    private void complain(String why, @Nullable Throwable failure) {
        long now = System.nanoTime();
        if (!complained || now - complainedAtNanos > COMPLAINT_NANOS) {
            complained = true;
            complainedAtNanos = now;
            LOG.warn("Detector {}: {}; whole texts count as found by it", name, why, failure);
        }
    }
}
