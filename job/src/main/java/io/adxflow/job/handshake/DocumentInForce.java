package io.adxflow.job.handshake;

import io.adxflow.job.config.PipelineDocument;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The control document that a reader of this process follows. Thread-safe. */
public final class DocumentInForce {
    private final List<Consumer<Version>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Version current;

    /** A document under its name. */
    public record Version(String hash, PipelineDocument document) {}

    /** Null before a reader has heard of the first. */
    public @Nullable Version current() {
        return current;
    }

    /** Tells the listener of each change, in the thread that brings it, which it must not hold up. */
    public void onChange(Consumer<Version> listener) {
        listeners.add(listener);
    }

    void set(Version version) {
        Version before = current;
        current = version;
        if (before == null || !before.hash().equals(version.hash())) {
            listeners.forEach(listener -> listener.accept(version));
        }
    }
}
