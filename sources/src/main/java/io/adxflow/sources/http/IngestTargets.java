package io.adxflow.sources.http;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Resolves what a request's path names, and says whether there is room for it. Called on event-loop threads: must not block. */
public interface IngestTargets extends Serializable {

    /**
     * @param namespace the namespace in the path, or null for the default one
     * @param database the database in the path, or null for the namespace's default
     * @throws UnknownTargetException when either is not configured; the message names the nearest known one
     */
    Target resolve(@Nullable String namespace, @Nullable String database) throws UnknownTargetException;

    /** Null when the target takes more, else the reason (sizes, the option that governs it) to answer 503 with. */
    @Nullable
    String overload(Target target);
}
