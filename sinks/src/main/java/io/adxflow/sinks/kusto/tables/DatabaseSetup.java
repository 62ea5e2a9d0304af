package io.adxflow.sinks.kusto.tables;

import io.adxflow.sinks.functions.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes functions and policies, once per process and database. They need more rights than tables do (Database Admin), and no batch waits
 * for them: what fails is logged, and tried again after ten minutes while batches come. Thread-safe.
 */
final class DatabaseSetup {
    static final long PAUSE_MILLIS = 600_000;
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSetup.class);
    private static final int MAX_DATABASES = 1_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final ManagementCommands commands;
    private final DatabasePolicies policies;
    private final boolean functions;
    private final LongSupplier clock;
    private final BooleanSupplier stopping;

    /** When to run next, per database. */
    private final LruMap<String, Long> nextMillis = new LruMap<>(MAX_DATABASES);

    /** @param stopping true when failures come of our own end, and are worth no word */
    DatabaseSetup(
            ManagementCommands commands, ProvisioningSettings settings, LongSupplier clock, BooleanSupplier stopping) {
        this.stopping = stopping;
        this.commands = commands;
        this.policies = new DatabasePolicies(settings);
        this.functions = settings.functions();
        this.clock = clock;
    }

    /** Runs what the database lacks, unless another thread does or the last attempt was just now. */
    void run(String database) {
        if (!claim(database)) {
            return;
        }
        List<String> failures = new ArrayList<>();
        if (functions) {
            for (String function : Functions.commands()) {
                attempt(() -> commands.run(database, function), failures);
            }
        }
        for (String policy : policies.commands(database)) {
            attempt(() -> commands.run(database, policy), failures);
        }
        attempt(() -> policies.keepTags(commands, database), failures);
        if (failures.isEmpty()) {
            finish(database, NEVER);
            return;
        }
        if (stopping.getAsBoolean()) {
            LOG.debug("Database {} was not set up to the end: {}", database, failures);
            return;
        }
        LOG.warn(
                "Database {} has not all functions and policies, tried again in {} min; batches do not wait for them. "
                        + "Needed: role Database Admin, or switch off functions and policies. {}",
                database,
                PAUSE_MILLIS / 60_000,
                failures);
    }

    /** Databases that lack something. */
    synchronized int incompleteDatabases() {
        return (int) nextMillis.values().stream().filter(next -> next != NEVER).count();
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void attempt(Step step, List<String> failures) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add("interrupted");
        } catch (Exception e) {
            failures.add(String.valueOf(e));
        }
    }

    private synchronized boolean claim(String database) {
        long now = clock.getAsLong();
        Long next = nextMillis.get(database);
        if (next != null && now < next) {
            return false;
        }
        nextMillis.put(database, now + PAUSE_MILLIS);
        return true;
    }

    private synchronized void finish(String database, long next) {
        nextMillis.put(database, next);
    }
}
