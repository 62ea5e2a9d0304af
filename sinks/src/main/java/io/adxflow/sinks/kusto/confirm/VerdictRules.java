package io.adxflow.sinks.kusto.confirm;

import io.adxflow.sinks.azure.Redaction;
import io.adxflow.sinks.kusto.cluster.Failures;
import io.adxflow.sinks.kusto.confirm.Ruling.Action;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;

/**
 * Rules on lines of the status table, by what stands in them and what time it is alone. Statuses are those of Microsoft's
 * clients (kusto-ingest, OperationStatus and IngestionFailureInfo.FailureStatusValue).
 *
 * <ul>
 *   <li>A failure that is not called permanent, or that comes from an old signature or token, or from a table or mapping that is
 *       not there, is tried again with growing pauses, until {@code maxAttempts} messages were sent.
 *   <li>A failure that lies in the database, which is not there or does not let us in, is tried again likewise for as long as the blob
 *       is kept: somebody has to mend that, and nothing is wrong with the batch.
 *   <li>A batch without a verdict after {@code timeout} is overdue. With a tag it is sent again, as that can do no harm; after
 *       twice that time once more, and so on. Without a tag it is not: its message may still be in the queue, and the rows would
 *       be doubled.
 *   <li>After {@code retention} without a verdict it is set aside: its blob will be deleted.
 *   <li>A line that somebody of ours has claimed is left to him for {@link #LEASE}; then he is taken for dead.
 * </ul>
 */
record VerdictRules(Duration firstPause, Duration timeout, int maxAttempts, Duration retention) {
    /** Longer than sending a message can take. */
    static final Duration LEASE = Duration.ofMinutes(5);

    private static final Duration MAX_PAUSE = Duration.ofMinutes(10);
    private static final int MAX_TIMEOUT_DOUBLINGS = 6;
    private static final int MAX_REASON = 1_000;

    Ruling rule(IngestionStatus line, OffsetDateTime now) {
        Duration waited = Duration.between(line.updated(), now);
        if (line.batchId().isEmpty()) {
            // The service made it anew, for a second message of a batch that was over: we have never written one so.
            return Ruling.of(isOpen(line.status()) && !isOld(line, now) ? Action.WAIT : Action.REMOVE);
        }
        return switch (line.status()) {
            case "Succeeded", "Skipped" -> Ruling.of(Action.FORGET);
            case "PartiallySucceeded" ->
                new Ruling(Action.SET_ASIDE, "only a part of its rows was ingested: " + words(line));
            case "Failed" -> failed(line, waited, now);
            case IngestionStatus.REQUEUEING -> claimed(waited, Action.SEND_AGAIN, line);
            case IngestionStatus.SETTING_ASIDE -> claimed(waited, Action.SET_ASIDE, line);
            default -> open(line, waited, now);
        };
    }

    private static boolean isOpen(String status) {
        return status.isEmpty() || status.equals(IngestionStatus.PENDING) || status.equals("Queued");
    }

    /** True when its blob has outlived its use. */
    boolean isOld(IngestionStatus line, OffsetDateTime now) {
        return Duration.between(line.queued(), now).compareTo(retention) > 0
                && Duration.between(line.updated(), now).compareTo(timeout) > 0;
    }

    private Ruling failed(IngestionStatus line, Duration waited, OffsetDateTime now) {
        boolean ofDatabase = isRefusedByDatabase(line);
        if (ofDatabase && Duration.between(line.queued(), now).compareTo(retention) > 0) {
            return new Ruling(
                    Action.SET_ASIDE,
                    "refused for " + retention.toHours() + " h (blob-retention), last: " + words(line));
        }
        if (!ofDatabase && !mayRetry(line)) {
            return new Ruling(Action.SET_ASIDE, words(line));
        }
        if (!ofDatabase && line.attempts() >= maxAttempts) {
            return new Ruling(
                    Action.SET_ASIDE,
                    "gave up after " + line.attempts() + " messages (confirm-attempts), last: " + words(line));
        }
        boolean due = waited.compareTo(pause(line.attempts())) >= 0;
        return new Ruling(due ? Action.SEND_AGAIN : Action.WAIT, words(line));
    }

    private static boolean mayRetry(IngestionStatus line) {
        String said = (line.errorCode() + " " + line.details()).toLowerCase(Locale.ROOT);
        return !line.failureStatus().equals("Permanent")
                || isMissingEntity(line)
                || line.errorCode().startsWith("Download_")
                || said.contains("identitytoken");
    }

    /** True when the database is not there, or we may not write to it. Codes of kusto-ingest's IngestionErrorCode. */
    static boolean isRefusedByDatabase(IngestionStatus line) {
        return switch (line.errorCode()) {
            case "BadRequest_DatabaseNotExist",
                    "BadRequest_DatabaseAccessDenied",
                    "BadRequest_TableAccessDenied",
                    "Forbidden" -> true;
            default ->
                line.errorCode().equals("BadRequest_EntityNotFound")
                        && line.details().contains("'Database'");
        };
    }

    /** True when a table or mapping is to be made anew before another attempt makes sense. */
    static boolean isMissingEntity(IngestionStatus line) {
        return line.errorCode().equals("BadRequest_TableNotExist")
                || line.errorCode().contains("MappingReferenceWasNotFound")
                || Failures.isUnknownEntity(line.errorCode());
    }

    /** Before the attempt that follows so many. */
    Duration pause(int attempts) {
        Duration doubled = firstPause.multipliedBy(1L << Math.min(Math.max(attempts, 1) - 1, 20));
        return doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled;
    }

    private static Ruling claimed(Duration waited, Action action, IngestionStatus line) {
        return new Ruling(waited.compareTo(LEASE) > 0 ? action : Action.WAIT, words(line));
    }

    private Ruling open(IngestionStatus line, Duration waited, OffsetDateTime now) {
        if (isOld(line, now)) {
            return new Ruling(
                    Action.SET_ASIDE,
                    "no verdict within " + retention.toHours() + " h (blob-retention); its rows may be in the table");
        }
        Duration patience =
                timeout.multipliedBy(1L << Math.min(Math.max(line.attempts(), 1) - 1, MAX_TIMEOUT_DOUBLINGS));
        if (line.tagged() && waited.compareTo(patience) > 0) {
            return new Ruling(Action.SEND_AGAIN, "no verdict within " + patience.toSeconds() + " s (confirm-timeout)");
        }
        boolean late = Duration.between(line.queued(), now).compareTo(timeout) > 0;
        return Ruling.of(late ? Action.OVERDUE : Action.WAIT);
    }

    /** What the service said, in one line. */
    private static String words(IngestionStatus line) {
        String text = line.errorCode()
                + (line.errorCode().isEmpty() || line.details().isEmpty() ? "" : ": ")
                + line.details()
                + (line.failureStatus().isEmpty() ? "" : " (" + line.failureStatus() + ")");
        text = Redaction.redact(text.replaceAll("\\s+", " ").strip());
        return text.isEmpty()
                ? "the cluster said no more than " + line.status()
                : text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "..." : text;
    }
}
