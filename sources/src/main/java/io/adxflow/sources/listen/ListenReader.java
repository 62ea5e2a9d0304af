package io.adxflow.sources.listen;

import io.adxflow.sources.control.ControlReader;
import io.adxflow.sources.http.IngestElement;
import io.adxflow.sources.http.IngestRequest;
import io.adxflow.sources.http.IngestTargets;
import io.adxflow.sources.http.RulesChange;
import io.adxflow.sources.http.StopSavepoint;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.http.UnknownTargetException;
import io.adxflow.sources.http.UnreadableInput;
import io.adxflow.sources.http.WriteOutcome;
import io.adxflow.sources.listen.Feed.Part;
import io.adxflow.sources.listen.Feed.Unreadable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Moves parts of splits to the chained operator as requests, with the rules before them, and notes how far each split is taken. One blob
 * is read after the other, partitions all at once. While a destination of theirs is full, or their namespace is over its limits, parts wait; what no reader of a request could
 * take later either is told to the dead letters.
 *
 * <p>Everything but the fetching runs on the task's thread.
 */
final class ListenReader implements SourceReader<IngestElement, ListenSplit> {
    private static final long RETRY_MILLIS = 200;
    /** Blobs asked for beside the one that is read, so that the next is here when it ends. */
    private static final int AHEAD = 2;

    private final SourceReaderContext context;
    private final ListenSettings settings;
    private final ListenDoor door;
    private final LongSupplier millis;
    private final ControlReader control;
    private final StopSavepoint stop = new StopSavepoint();
    private final SplitBook book = new SplitBook();
    private final SplitFetches fetches;
    private final List<ListenSplit> asleep = new ArrayList<>();
    private volatile CompletableFuture<Void> available = new CompletableFuture<>();
    private final Map<String, InputMetrics> metrics = new HashMap<>();
    private @Nullable IngestTargets targets;
    private @Nullable Waiting waiting;
    private @Nullable String blob;
    private int asked;
    private boolean isStarted;

    /** A part that could not be taken yet. */
    private static final class Waiting {
        final ListenSplit split;
        final Part part;
        /** Whether it is to be tried again. */
        volatile boolean isDue;

        Waiting(ListenSplit split, Part part) {
            this.split = split;
            this.part = part;
        }
    }

    ListenReader(SourceReaderContext context, ListenSettings settings, ListenDoor door, LongSupplier millis) {
        this.context = context;
        this.settings = settings;
        this.door = door;
        this.millis = millis;
        this.control = new ControlReader(settings.control(), context::sendSourceEventToCoordinator, shares -> {});
        this.fetches = new SplitFetches(settings, this::wake, input -> metrics(input)::readFailed);
        for (ListenInput input : settings.inputs()) {
            metrics.put(input.name(), new InputMetrics(context.metricGroup().addGroup("adxflow"), input.name()));
        }
    }

    @Override
    public void start() {
        isStarted = true;
        context.sendSourceEventToCoordinator(new SplitsHeld(book.keys()));
        ask();
    }

    /** Not before it is registered: what it asks earlier, as when it gets its splits back, is forgotten. */
    private void ask() {
        while (isStarted && asked + book.waitingBlobs() < AHEAD) {
            asked++;
            context.sendSplitRequest();
        }
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        control.handle(event);
        wake();
    }

    @Override
    public void addSplits(List<ListenSplit> added) {
        for (ListenSplit split : added) {
            if (!settings.has(split.input())) {
                // Kept as it is, for when its input is configured again.
                asleep.add(split);
                continue;
            }
            if (!split.endless() && asked > 0) {
                asked--;
            }
            if (book.add(split) && split.endless()) {
                fetches.begin(split);
            }
        }
        beginBlob();
        wake();
    }

    private void beginBlob() {
        if (blob != null) {
            return;
        }
        ListenSplit next = book.nextBlob();
        if (next != null) {
            blob = next.splitId();
            fetches.begin(next);
        }
        ask();
    }

    private InputMetrics metrics(String input) {
        InputMetrics known = metrics.get(input);
        if (known == null) {
            throw new IllegalStateException("no metrics of " + input);
        }
        return known;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<IngestElement> output) {
        ControlReader.Ready ready = control.poll();
        if (ready != null) {
            IngestTargets next = settings.targets().under(ready.document());
            output.collect(new RulesChange(ready.version(), ready.document(), next, stop));
            targets = next;
            Waiting held = waiting;
            if (held != null) {
                held.isDue = true;
            }
            return InputStatus.MORE_AVAILABLE;
        }
        if (control.isAwaited()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        Waiting held = waiting;
        if (held != null && !held.isDue) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (held != null) {
            waiting = null;
            take(held.split, held.part, output);
            return waiting == null ? InputStatus.MORE_AVAILABLE : InputStatus.NOTHING_AVAILABLE;
        }
        SplitFetches.Next next = fetches.poll();
        if (next == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        take(next.split(), next.what(), output);
        return waiting == null ? InputStatus.MORE_AVAILABLE : InputStatus.NOTHING_AVAILABLE;
    }

    private void take(ListenSplit split, Object next, ReaderOutput<IngestElement> output) {
        if (next instanceof Part part) {
            take(split, part, output);
        } else if (next instanceof Unreadable unreadable) {
            letter(split, unreadable, output);
            book.move(split.splitId(), unreadable.position());
        } else if (next instanceof SplitFetch.End end) {
            if (end.unreadable() != null) {
                letter(split, unreadable(split, end.unreadable(), -1), output);
            } else {
                metrics(split.input()).finished();
            }
            end(split);
        }
    }

    private void end(ListenSplit split) {
        String id = split.splitId();
        book.finish(id);
        fetches.end(id);
        if (id.equals(blob)) {
            blob = null;
            beginBlob();
        }
    }

    private void take(ListenSplit split, Part part, ReaderOutput<IngestElement> output) {
        ListenInput input = settings.input(split.input());
        InputMetrics counted = metrics(input.name());
        Target target;
        try {
            target = target(input, part);
        } catch (UnknownTargetException e) {
            refuse(split, part, String.valueOf(e.getMessage()), output);
            return;
        }
        if (targets != null && targets.overload(target) != null) {
            hold(split, part, counted, RETRY_MILLIS);
            return;
        }
        long wait = door.waitMillis(target.namespace(), part.body().length);
        if (wait > 0) {
            hold(split, part, counted, wait);
            return;
        }
        BlobKey hash = BlobKey.of(split).at(part.position());
        IngestRequest request = new IngestRequest(
                part.format(),
                target,
                part.body(),
                part.body().length,
                hash.high(),
                hash.low(),
                millis.getAsLong(),
                "listen." + input.name(),
                "");
        output.collect(request);
        WriteOutcome outcome = request.outcome();
        if (outcome == null) {
            throw new IllegalStateException(
                    "the operator behind the listening source left a request without an outcome: it must be"
                            + " chained to the source and call IngestRequest.complete before processElement returns");
        }
        if (outcome.status() >= 500) {
            hold(split, part, counted, RETRY_MILLIS);
            return;
        }
        door.taken(target.namespace(), part.body().length, request.records(), request.newSeries());
        counted.waits(false);
        boolean isRefused = outcome.status() >= 400 || outcome.rejected() > 0;
        if (isRefused) {
            refuse(split, part, String.valueOf(outcome.message()), output);
            return;
        }
        counted.taken(part.body().length);
        book.move(split.splitId(), part.position());
    }

    private void hold(ListenSplit split, Part part, InputMetrics counted, long forMillis) {
        counted.waits(true);
        Waiting held = new Waiting(split, part);
        waiting = held;
        CompletableFuture.delayedExecutor(forMillis, TimeUnit.MILLISECONDS).execute(() -> {
            held.isDue = true;
            wake();
        });
    }

    /** A partition goes on behind what was refused; of a blob nothing more is taken. */
    private void refuse(ListenSplit split, Part part, String why, ReaderOutput<IngestElement> output) {
        letter(split, unreadable(split, why, part.position()), output);
        if (split.endless()) {
            book.move(split.splitId(), part.position());
        } else {
            end(split);
        }
    }

    private Unreadable unreadable(ListenSplit split, String why, long position) {
        String taken = split.endless()
                ? " (at " + position + ")"
                : " (its first " + book.position(split.splitId()) + " rows were taken)";
        return new Unreadable(split.name(), why + taken, "{}", position);
    }

    private Target target(ListenInput input, Part part) throws UnknownTargetException {
        IngestTargets current = targets;
        if (current == null) {
            throw new IllegalStateException("rules come before parts");
        }
        String database = input.database() != null ? input.database() : part.database();
        return current.resolve(part.namespace() != null ? part.namespace() : input.namespace(), database);
    }

    private void letter(ListenSplit split, Unreadable unreadable, ReaderOutput<IngestElement> output) {
        ListenInput input = settings.input(split.input());
        metrics(input.name()).unreadable();
        output.collect(new UnreadableInput(
                new Target(input.namespace(), input.database() == null ? "" : input.database()),
                unreadable.name(),
                unreadable.detail(),
                unreadable.content(),
                "listen." + input.name(),
                millis.getAsLong()));
    }

    private void wake() {
        available.complete(null);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> ofRules = control.availability();
        if (ofRules != null) {
            return ofRules;
        }
        // The same for as long as it is not complete: whoever asked before waits for it.
        CompletableFuture<Void> next = available;
        if (next.isDone()) {
            next = new CompletableFuture<>();
            available = next;
        }
        // Looked at behind the future that is woken: what came before it is not missed.
        Waiting held = waiting;
        if (!control.isAwaited() && (held == null ? fetches.hasNext() : held.isDue)) {
            next.complete(null);
        }
        return next;
    }

    @Override
    public List<ListenSplit> snapshotState(long checkpointId) {
        control.snapshot(checkpointId);
        List<ListenSplit> all = new ArrayList<>(book.snapshot(checkpointId));
        all.addAll(asleep);
        return all;
    }

    /** Nothing is acknowledged for what only the savepoint of a stop holds: it may be that nobody starts from it. */
    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        if (stop.is(checkpointId)) {
            return;
        }
        control.completed(checkpointId);
        List<BlobKey> finished = book.completed(checkpointId);
        if (!finished.isEmpty()) {
            context.sendSourceEventToCoordinator(new SplitFinished(finished));
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        book.aborted(checkpointId);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() throws Exception {
        control.close();
        fetches.close();
    }
}
