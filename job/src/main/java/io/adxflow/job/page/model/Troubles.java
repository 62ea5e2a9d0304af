package io.adxflow.job.page.model;

import io.adxflow.job.cli.Text;
import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.DeliveryRecords;
import io.adxflow.sources.watch.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what somebody should know or do about a pipeline, each with its age and its remedy. Remembers since when there is what does not say
 * so itself. For one thread.
 */
final class Troubles {
    private static final String ERROR = "error";
    private static final String WARNING = "warning";

    /** So old may rows be at least before anybody is told. */
    private static final long PATIENCE_MILLIS = 60_000;

    private static final long CHECKPOINT_MILLIS = 60_000;
    private static final long FAILING_CHECKPOINT_MILLIS = 10_000;
    private static final long GIGABYTE = 1L << 30;

    private final Map<String, Long> firstSeen = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<Trouble> found = new ArrayList<>();
    private long now;

    /** What there is now, errors first, the oldest first among them. */
    List<Trouble> of(Merged merged) {
        now = merged.atMillis;
        found.clear();
        seen.clear();
        job(merged);
        control(merged);
        disks(merged);
        merged.monikers.forEach((name, moniker) -> moniker(merged, name, moniker));
        refusals(merged);
        tables(merged);
        senders(merged);
        firstSeen.keySet().retainAll(seen);
        List<Trouble> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing((Trouble trouble) -> trouble.severity().equals(ERROR) ? 0 : 1)
                .thenComparing(Comparator.comparingLong(Trouble::ageSeconds).reversed()));
        return sorted;
    }

    /** How old rows may be before their moniker counts as behind. */
    static long patienceMillis(Merged merged) {
        return Math.max(PATIENCE_MILLIS, 2 * merged.expectedMillis);
    }

    private void add(
            String kind, String severity, String node, String what, long sinceMillis, String detail, String todo) {
        long since = sinceMillis;
        if (since <= 0) {
            String key = kind + " " + node;
            seen.add(key);
            since = firstSeen.computeIfAbsent(key, first -> now);
        }
        found.add(new Trouble(
                kind,
                severity,
                node,
                what,
                Instant.ofEpochMilli(since).toString(),
                Math.max(0, (now - since) / 1_000),
                detail,
                todo));
    }

    private void job(Merged merged) {
        Part.Job job = merged.job;
        if (job == null || job.state().equals("running") || job.state().equals("starting")) {
            return;
        }
        boolean full = Remedy.of(job.failure()) == Remedy.DISK_FULL;
        add(
                full ? Remedy.DISK_FULL.kind() : "job_" + job.state(),
                ERROR,
                "",
                full ? "The job cannot write: its disk is full" : "The job is " + job.state(),
                0,
                job.failure(),
                full
                        ? "Free space below storage.directory and the checkpoints' folder; the job goes on by itself."
                        : "See the log. Senders are told to come again, and nothing acknowledged is lost.");
    }

    private void control(Merged merged) {
        Part.Control control = merged.control;
        if (control == null) {
            return;
        }
        if (!control.problems().isEmpty()) {
            add(
                    "rules_refused",
                    ERROR,
                    "",
                    "The pipeline file is wrong; version "
                            + (control.versions().isEmpty()
                                    ? "?"
                                    : control.versions().get(0).number())
                            + " stays in force",
                    control.problemsSinceMillis(),
                    String.join("; ", control.problems()),
                    "Mend the file: ./adxflow validate says the same; it is looked at again by itself.");
        }
        long last = Math.max(control.completedAtMillis(), control.sinceMillis());
        boolean failing = control.failedInARow() > 0 && now - last > FAILING_CHECKPOINT_MILLIS;
        if (failing || now - last > CHECKPOINT_MILLIS) {
            add(
                    "checkpoint_failing",
                    ERROR,
                    "",
                    "No checkpoint has completed for " + Text.duration(Duration.ofMillis(now - last))
                            + ", and senders are not answered meanwhile",
                    last,
                    control.failedInARow() + " failed in a row",
                    "See whether the checkpoints' storage takes files, and the log for the reason"
                            + " (docs/runbooks.md). Senders retry; nothing is lost.");
        }
    }

    private void disks(Merged merged) {
        for (Part part : merged.parts) {
            for (Part.Disk disk : part.disks()) {
                boolean full = disk.usableBytes() < Math.min(GIGABYTE / 4, disk.totalBytes() / 100);
                boolean near = disk.usableBytes() < Math.min(4 * GIGABYTE, disk.totalBytes() / 20);
                if (full || near) {
                    add(
                            Remedy.DISK_FULL.kind(),
                            full ? ERROR : WARNING,
                            "",
                            "The disk of " + disk.path() + (full ? " is full" : " is nearly full"),
                            0,
                            Text.bytes((double) disk.usableBytes()) + " of " + Text.bytes((double) disk.totalBytes())
                                    + " are free",
                            "Free or add space there; what waits for a destination needs it (storage.max-bytes bounds"
                                    + " it).");
                }
            }
        }
    }

    private void moniker(Merged merged, String name, Merged.OfName moniker) {
        String node = "moniker:" + name;
        Map<Backlogs.Stage, Backlogs.Held> stages = moniker.stages;
        boolean told = false;
        for (DeliveryRecords.Failing failing : moniker.failing) {
            Remedy remedy = Remedy.of(failing.reason());
            switch (failing.part()) {
                case DESTINATION -> {
                    told = true;
                    add(
                            remedy.kind(),
                            ERROR,
                            node,
                            "The destination of moniker " + name + " " + remedy.words(),
                            failing.sinceMillis(),
                            failing.reason(),
                            remedy.todo());
                }
                case DATABASE -> {
                    told = true;
                    add(
                            "database_refused",
                            ERROR,
                            node,
                            "Database " + failing.database() + " of moniker " + name + " takes no batches",
                            failing.sinceMillis(),
                            failing.reason(),
                            "Create it or grant our role on it; or ./adxflow parked move or drop. The moniker's other"
                                    + " databases go on.");
                }
                case STANDBY ->
                    add(
                            "standby_failing",
                            ERROR,
                            node,
                            "The standby store of moniker " + name + " does not work",
                            failing.sinceMillis(),
                            failing.reason(),
                            "See that it can be listed, read and written; it is tried again by itself.");
            }
        }
        Backlogs.Held kept = stages.get(Backlogs.Stage.STANDBY);
        if (kept != null && kept.rows() > 0) {
            add(
                    "standby_filling",
                    WARNING,
                    node,
                    "Batches of moniker " + name + " wait in its standby store",
                    kept.oldestMillis() == Long.MAX_VALUE ? 0 : kept.oldestMillis(),
                    Text.count(kept.rows()) + " rows, " + Text.bytes((double) kept.bytes()),
                    told
                            ? "Mend its destination; they come back by themselves, oldest first."
                            : "They are on their way back, at most standby.rate bytes a second.");
        }
        long oldest = stages.values().stream()
                .mapToLong(Backlogs.Held::oldestMillis)
                .min()
                .orElse(Long.MAX_VALUE);
        boolean held = moniker.total("held_batches") > 0;
        if (!told && !held && oldest != Long.MAX_VALUE && now - oldest > patienceMillis(merged) && kept == null) {
            add(
                    "behind",
                    WARNING,
                    node,
                    "Moniker " + name + " is behind: its oldest row waits for "
                            + Text.duration(Duration.ofMillis(now - oldest)),
                    oldest,
                    "",
                    "It takes rows more slowly than they come. Watch whether its backlog shrinks; else raise its"
                            + " capacity, or delivery.commit-threads.");
        }
    }

    private void refusals(Merged merged) {
        Set<String> told = new HashSet<>();
        for (Refusals.Refused refused : merged.refusals) {
            if (now - refused.lastMillis() > Refusals.QUIET_MILLIS) {
                continue;
            }
            String reason = refused.reason();
            switch (reason) {
                case "inflight_bytes", "target_overload", "connections" -> {
                    if (told.add("budget")) {
                        add(
                                "budget_full",
                                ERROR,
                                "",
                                "Senders are refused, since a budget is full",
                                refused.sinceMillis(),
                                refused.message(),
                                reason.equals("target_overload")
                                        ? "Mend the destination that is behind, or give storage.max-bytes and"
                                                + " storage.max-bytes-per-moniker more room. Senders come again by"
                                                + " themselves."
                                        : "Add processes or heap, or raise the option that the message names. Senders"
                                                + " come again by themselves.");
                    }
                }
                case "limit" -> {
                    if (told.add("limit")) {
                        add(
                                "limit_met",
                                WARNING,
                                "",
                                "A namespace sends more than it may",
                                refused.sinceMillis(),
                                refused.message(),
                                "Raise limits.<namespace>, or have its senders send less; the others go on.");
                    }
                }
                case "unauthenticated", "forbidden", "auth_failures", "credential_expired" -> {
                    if (told.add("auth")) {
                        add(
                                "senders_refused",
                                WARNING,
                                "",
                                "A sender is refused for its credential: " + refused.host(),
                                refused.sinceMillis(),
                                refused.message(),
                                "Give it a credential that senders.<name> knows (docs/security.md).");
                    }
                }
                default -> {
                    // Shown among the refusals; its sender is who can do something.
                }
            }
        }
    }

    private void tables(Merged merged) {
        merged.namespaces.forEach((name, namespace) -> {
            if (namespace.rate("refused_tables_total") > 0) {
                add(
                        "table_limit",
                        ERROR,
                        "namespace:" + name,
                        "Senders of namespace " + name + " may make no more tables, and rows of new ones are refused",
                        0,
                        Text.count(namespace.total("namespace_tables")) + " tables; "
                                + Text.count(namespace.total("refused_tables_total")) + " series and records refused",
                        "Raise rows.max-tables if so many tables are meant; else see who invents names"
                                + " (docs/tables.md), and drop them by a rule.");
            }
        });
    }

    private void senders(Merged merged) {
        if (merged.rate("dead_lettered_rows_total") > 0) {
            add(
                    "dead_letters",
                    WARNING,
                    "",
                    "Rows that no table can take go to the dead letters",
                    0,
                    Text.count(merged.total("dead_lettered_rows_total")) + " rows so far",
                    "./adxflow dead-letters shows them with sender and reason.");
        }
        if (merged.total("tls_files_refused") > 0) {
            add(
                    "certificate_refused",
                    ERROR,
                    "",
                    "The files of a certificate are wrong; the one before is in use",
                    0,
                    "",
                    "Mend the files that *.tls.* names; they are read again by themselves.");
        }
    }
}
