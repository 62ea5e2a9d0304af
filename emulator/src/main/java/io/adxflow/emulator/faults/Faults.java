package io.adxflow.emulator.faults;

import io.adxflow.emulator.engine.KustoException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, switchable while the stand-in runs.
 *
 * <p>A pattern is a regular expression that is looked for: for requests in {@code PATH COMMAND} as in {@code /v1/rest/mgmt
 * .create-merge table T (…)}, for ingestions in {@code database.table}. {@code times} is how often a rule acts;
 * {@link #ALWAYS} has no end. Of several rules that match, the oldest acts.
 *
 * <p>Threads: any.
 */
public final class Faults {
    /** A rule that never wears off. */
    public static final int ALWAYS = Integer.MAX_VALUE;

    private final List<Rule<RequestFault>> requests = new CopyOnWriteArrayList<>();
    private final List<Rule<KustoException>> rejections = new CopyOnWriteArrayList<>();
    private final List<Rule<Boolean>> stalls = new CopyOnWriteArrayList<>();
    private final List<Rule<Duration>> duplicates = new CopyOnWriteArrayList<>();
    private final List<Rule<Duration>> delays = new CopyOnWriteArrayList<>();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch released = new CountDownLatch(1);
    private volatile Duration latency = Duration.ZERO;
    private volatile boolean paused;

    private record Rule<T>(Pattern pattern, AtomicInteger left, T action) {}

    /** How a request fails. */
    public enum Kind {
        /** Answered with a status, and not carried out. */
        STATUS,
        /** Not answered until {@link Faults#release}, and not carried out. */
        HANG,
        /** Carried out, then the connection is closed without an answer. */
        LOST_ANSWER,
        /** Carried out, and not answered until {@link Faults#release}. */
        HELD_ANSWER
    }

    /** What happens to a request. */
    public record RequestFault(Kind kind, int status, @Nullable Duration retryAfter) {}

    /** Answers requests with a status such as 429 or 503; {@code retryAfter} becomes the header, in whole seconds. */
    public void answer(String pattern, int status, @Nullable Duration retryAfter, int times) {
        add(requests, pattern, times, new RequestFault(Kind.STATUS, status, retryAfter));
    }

    /** Leaves requests without an answer until {@link #release}. */
    public void hang(String pattern, int times) {
        add(requests, pattern, times, new RequestFault(Kind.HANG, 0, null));
    }

    /** Does the work, then drops the connection. */
    public void loseAnswer(String pattern, int times) {
        add(requests, pattern, times, new RequestFault(Kind.LOST_ANSWER, 0, null));
    }

    /** Does the work, and answers at {@link #release}. */
    public void holdAnswer(String pattern, int times) {
        add(requests, pattern, times, new RequestFault(Kind.HELD_ANSWER, 0, null));
    }

    /** Fails ingestions with an error code: for good, or as a transient failure that the client may try again. */
    public void reject(String pattern, String errorCode, String details, boolean permanent, int times) {
        add(rejections, pattern, times, new KustoException(errorCode, details, permanent));
    }

    /** The service fails and takes the message again later by itself; the client sees nothing but a delay. */
    public void stall(String pattern, int times) {
        add(stalls, pattern, times, true);
    }

    /** Delivers messages, and carries out {@code .ingest} commands, twice, the second time {@code later}. */
    public void deliverTwice(String pattern, Duration later, int times) {
        add(duplicates, pattern, times, later);
    }

    /** Looks at messages only after a delay. */
    public void deliverLate(String pattern, Duration delay, int times) {
        add(delays, pattern, times, delay);
    }

    /** Does not let us into a database: commands and queries are answered 403, its ingestions fail for good. */
    public void forbid(String database) {
        forbidden.add(database);
    }

    /** Lets us in again. */
    public void permit(String database) {
        forbidden.remove(database);
    }

    /** Whether we may not do anything in this database. */
    public boolean isForbidden(String database) {
        return forbidden.contains(database);
    }

    /** Lets every ingestion take this much longer. */
    public void latency(Duration each) {
        latency = each;
    }

    /** Leaves the queues alone until {@link #resumeIngestion}. */
    public void pauseIngestion() {
        paused = true;
    }

    public void resumeIngestion() {
        paused = false;
    }

    /** Ends the hanging of the requests that hang by now. */
    public void release() {
        CountDownLatch before = released;
        released = new CountDownLatch(1);
        before.countDown();
    }

    /** Takes all rules away, ends the latency and the pause, and releases what hangs. */
    public void clear() {
        requests.clear();
        rejections.clear();
        stalls.clear();
        duplicates.clear();
        delays.clear();
        forbidden.clear();
        latency = Duration.ZERO;
        paused = false;
        release();
    }

    /** The fault of a request, or null; each call uses a rule up. */
    public @Nullable RequestFault ofRequest(String pathAndCommand) {
        return take(requests, pathAndCommand);
    }

    /** Waits until {@link #release}. */
    public void awaitRelease() throws InterruptedException {
        released.await();
    }

    /** Why an ingestion shall fail, or null. */
    public @Nullable KustoException rejection(String databaseAndTable) {
        int dot = databaseAndTable.indexOf('.');
        if (dot > 0 && isForbidden(databaseAndTable.substring(0, dot))) {
            return new KustoException(
                    "BadRequest_DatabaseAccessDenied",
                    "Access to database '" + databaseAndTable.substring(0, dot) + "' is denied.");
        }
        return take(rejections, databaseAndTable);
    }

    /** Whether the message shall be put off. */
    public boolean isStalled(String databaseAndTable) {
        return take(stalls, databaseAndTable) != null;
    }

    /** When the message shall be delivered again, or null. */
    public @Nullable Duration duplicate(String databaseAndTable) {
        return take(duplicates, databaseAndTable);
    }

    /** How long the message shall wait, or null. */
    public @Nullable Duration delay(String databaseAndTable) {
        return take(delays, databaseAndTable);
    }

    public Duration latency() {
        return latency;
    }

    public boolean isPaused() {
        return paused;
    }

    private static <T> void add(List<Rule<T>> rules, String pattern, int times, T action) {
        rules.add(new Rule<>(Pattern.compile(pattern), new AtomicInteger(times), action));
    }

    private static <T> @Nullable T take(List<Rule<T>> rules, String text) {
        for (Rule<T> rule : rules) {
            if (rule.pattern().matcher(text).find()
                    && rule.left().getAndUpdate(left -> left == ALWAYS ? left : Math.max(0, left - 1)) > 0) {
                return rule.action();
            }
        }
        return null;
    }
}
