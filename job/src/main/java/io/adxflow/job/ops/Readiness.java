package io.adxflow.job.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks that decide together whether this JVM takes requests. One list per JVM: what takes requests (the HTTP server) and what
 * reports on it (the ops endpoint) are made by different hands.
 */
public final class Readiness {
    private static final List<Supplier<@Nullable String>> CHECKS = new CopyOnWriteArrayList<>();

    private Readiness() {}

    /** Adds a check: null when fine, else the reason. Returns what removes it again. */
    public static AutoCloseable check(Supplier<@Nullable String> check) {
        CHECKS.add(check);
        return () -> CHECKS.remove(check);
    }

    /** The reasons of all checks that are not fine. */
    public static List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Supplier<@Nullable String> check : CHECKS) {
            String reason = check.get();
            if (reason != null) {
                reasons.add(reason);
            }
        }
        return reasons;
    }
}
