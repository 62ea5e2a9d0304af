package io.adxflow.job.ops;

import java.util.ArrayList;
import java.util.List;

/**
 * Says to everything in this JVM that the process is about to end: take no more requests, cut and seal what is open. Once given
 * it stays. {@link #isDraining} serves those who look by themselves, {@link #onBegin} those who must be told.
 */
public final class DrainSignal {
    private static final List<Runnable> LISTENERS = new ArrayList<>();
    private static volatile boolean draining;

    private DrainSignal() {}

    public static boolean isDraining() {
        return draining;
    }

    /** Has the listener run when the drain begins, on the thread that begins it, or now when it has begun. It must not block. */
    public static void onBegin(Runnable listener) {
        synchronized (LISTENERS) {
            if (!draining) {
                LISTENERS.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** Begins the drain; does nothing the second time. */
    public static void begin() {
        List<Runnable> listeners;
        synchronized (LISTENERS) {
            draining = true;
            listeners = List.copyOf(LISTENERS);
            LISTENERS.clear();
        }
        listeners.forEach(Runnable::run);
    }
}
