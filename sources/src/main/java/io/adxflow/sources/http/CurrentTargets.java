package io.adxflow.sources.http;

import io.adxflow.sources.auth.SenderRules;
import org.jspecify.annotations.Nullable;

/** The targets of the document that is in force in a reader. Set by its thread, asked by any. */
final class CurrentTargets implements IngestTargets {
    private volatile @Nullable IngestTargets current;

    void set(IngestTargets next) {
        current = next;
    }

    private IngestTargets current() {
        IngestTargets known = current;
        if (known == null) {
            throw new IllegalStateException("the reader is not attached before it has rules");
        }
        return known;
    }

    @Override
    public Target resolve(@Nullable String namespace, @Nullable String database) throws UnknownTargetException {
        return current().resolve(namespace, database);
    }

    @Override
    public @Nullable String overload(Target target) {
        return current().overload(target);
    }

    @Override
    public SenderRules senders() {
        return current().senders();
    }
}
