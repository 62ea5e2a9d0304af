package io.adxflow.sources.http;

import io.adxflow.sources.auth.SenderRules;
import org.jspecify.annotations.Nullable;

/** Knows every namespace and database but {@code unknown}. */
final class TestTargets implements IngestTargets {
    volatile @Nullable String overload;
    volatile SenderRules senders = SenderRules.NONE;

    @Override
    public Target resolve(@Nullable String namespace, @Nullable String database) throws UnknownTargetException {
        if ("unknown".equals(namespace) || "unknown".equals(database)) {
            throw new UnknownTargetException("unknown (did you mean: default)");
        }
        return new Target(namespace == null ? "default" : namespace, database == null ? "Metrics" : database);
    }

    @Override
    public @Nullable String overload(Target target) {
        return overload;
    }

    @Override
    public SenderRules senders() {
        return senders;
    }
}
