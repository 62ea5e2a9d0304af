package io.adxflow.sources.changes;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that change a job's document over the control API, all at once and at random: monikers, subscriptions with predicates,
 * paused or not, and labels. Each version adds the labels {@code version}, which counts as its number does, and {@code change}, which
 * is of this change alone. A client that gets no answer, or 503, repeats the change with its name, as the API asks for; after a while
 * it gives up, and nobody knows what became of it.
 */
public final class RandomChanges implements AutoCloseable {
    private static final Pattern TAG = Pattern.compile("\"(\\d+)-([0-9a-f]+)\"");
    private static final int MONIKERS = 3;
    private static final int REPETITIONS = 300;
    private static final long PAUSE_MILLIS = 50;
    private static final int ONE_IN_SO_MANY_IS_STALE = 10;

    private final ControlClient client;
    private final Path files;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private final Map<Long, Done> done = new ConcurrentSkipListMap<>();
    private final Set<String> conflicts = ConcurrentHashMap.newKeySet();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger left;
    private final AtomicLong newest = new AtomicLong();
    private final Pace pace;
    private volatile boolean ending;

    /** What a client was told. */
    record Done(String hash, String change) {}

    /** How fast clients go on; blocks. */
    @FunctionalInterface
    public interface Pace {
        void await() throws InterruptedException;
    }

    /**
     * @param files where the moniker {@code files} writes to, which gets every row; others, which come and go, write beside it
     * @param wanted ends after so many changes that were answered "done"
     */
    public RandomChanges(Supplier<List<URI>> apis, Path files, int clients, int wanted, long seed, Pace pace) {
        this.client = new ControlClient(apis);
        this.files = files;
        this.pace = pace;
        left = new AtomicInteger(wanted);
        threads = Executors.newFixedThreadPool(clients);
        for (int i = 0; i < clients; i++) {
            String name = "client" + i;
            Random random = new Random(seed + i);
            running.add(threads.submit(() -> {
                changeUntilEnded(name, random);
                return null;
            }));
        }
    }

    private void changeUntilEnded(String name, Random random) throws InterruptedException {
        String oldTag = "";
        for (int i = 0; !ending && left.get() > 0; i++) {
            pace.await();
            HttpResponse<String> read = client.ask(random.nextInt(100), "GET", "pipeline", "");
            if (read == null || read.statusCode() != 200) {
                Thread.sleep(PAUSE_MILLIS);
                continue;
            }
            String tag = read.headers().firstValue("ETag").orElseThrow();
            boolean stale = !oldTag.isEmpty() && random.nextInt(ONE_IN_SO_MANY_IS_STALE) == 0;
            change(name + "x" + i, stale ? oldTag : tag, random);
            oldTag = tag;
        }
    }

    private void change(String change, String tag, Random random) throws InterruptedException {
        Matcher version = TAG.matcher(tag);
        if (!version.matches()) {
            throw new AssertionError("no tag: " + tag);
        }
        long next = Long.parseLong(version.group(1)) + 1;
        boolean whole = random.nextBoolean();
        String path = whole ? "pipeline" : "namespaces/default";
        String body = whole ? document(next, change, random) : namespace(next, change);
        for (int attempt = 0; attempt < REPETITIONS && !ending; attempt++) {
            HttpResponse<String> answer =
                    client.ask(random.nextInt(100), "PUT", path, body, "If-Match", tag, "Idempotency-Key", change);
            if (answer != null && answer.statusCode() != 503) {
                told(answer, change, path + " " + body);
                return;
            }
            repeated.incrementAndGet();
            Thread.sleep(PAUSE_MILLIS);
        }
        givenUp.incrementAndGet();
    }

    private void told(HttpResponse<String> answer, String change, String request) {
        switch (answer.statusCode()) {
            case 200, 201 -> {
                Matcher version =
                        TAG.matcher(answer.headers().firstValue("ETag").orElse(""));
                if (!version.matches()) {
                    throw new AssertionError("done without a tag: " + answer.body());
                }
                long number = Long.parseLong(version.group(1));
                Done before = done.put(number, new Done(version.group(2), change));
                if (before != null) {
                    throw new AssertionError("version " + number + " is " + before + " and " + change);
                }
                newest.accumulateAndGet(number, Math::max);
                left.decrementAndGet();
            }
            case 412 -> conflicts.add(change);
            default -> throw new AssertionError(answer.statusCode() + " " + answer.body() + " for " + request);
        }
    }

    private String document(long version, String change, Random random) {
        Map<String, String> monikers = new TreeMap<>(Map.of("files", directory("files")));
        Map<String, String> retired = new TreeMap<>();
        for (int i = 0; i < MONIKERS; i++) {
            if (random.nextBoolean()) {
                monikers.put("m" + i, directory("m" + i));
            } else {
                retired.put("m" + i, "{undelivered: drain}");
            }
        }
        Map<String, String> subscriptions = new TreeMap<>();
        for (String moniker : monikers.keySet()) {
            if (moniker.startsWith("m") && random.nextBoolean()) {
                subscriptions.put(
                        "to-" + moniker,
                        "{from: [default], where: 'sender=~\"s[" + random.nextInt(3) + "-" + (3 + random.nextInt(3))
                                + "]\"', to: " + moniker + ", paused: " + random.nextBoolean() + "}");
            }
        }
        return "namespaces: {default: " + namespace(version, change) + "}\n" + section("monikers", monikers)
                + section("subscriptions", subscriptions) + section("retired", retired);
    }

    private String directory(String moniker) {
        Path path = moniker.equals("files") ? files : files.resolveSibling(moniker);
        return "{kind: directory, path: '" + path + "'}";
    }

    private static String section(String name, Map<String, String> entries) {
        StringBuilder text = new StringBuilder(entries.isEmpty() ? "" : name + ":\n");
        entries.forEach((key, value) ->
                text.append("  ").append(key).append(": ").append(value).append('\n'));
        return text.toString();
    }

    /** The namespace that every row comes by. */
    public static String namespace(long version, String change) {
        return "{database: Metrics, monikers: [files], add-labels: {version: '" + version + "', change: '" + change
                + "'}}";
    }

    /** The newest version that a client was told is done; 0 before the first. */
    public long newestDone() {
        return newest.get();
    }

    /** Waits until as many are done as were wanted, or all clients have ended. */
    public void awaitAll() throws Exception {
        for (Future<?> each : running) {
            each.get(30, TimeUnit.MINUTES);
        }
    }

    /** Waits until at most so many more are wanted. */
    public void awaitLeft(int most) throws Exception {
        while (left.get() > most && !running.stream().allMatch(Future::isDone)) {
            Thread.sleep(PAUSE_MILLIS / 10);
        }
    }

    /** Ends the clients, and throws what any of them has met. */
    public void end() throws Exception {
        ending = true;
        for (Future<?> each : running) {
            each.get(5, TimeUnit.MINUTES);
        }
    }

    Map<Long, Done> done() {
        return done;
    }

    Set<String> conflicts() {
        return conflicts;
    }

    ControlClient client() {
        return client;
    }

    @Override
    public String toString() {
        return "done=" + done.size() + " conflicts=" + conflicts.size() + " repeated=" + repeated + " given_up="
                + givenUp;
    }

    @Override
    public void close() {
        ending = true;
        threads.shutdownNow();
    }
}
