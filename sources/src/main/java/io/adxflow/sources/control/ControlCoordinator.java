package io.adxflow.sources.control;

import io.adxflow.sources.control.ControlEvent.AskHistory;
import io.adxflow.sources.control.ControlEvent.Asked;
import io.adxflow.sources.control.ControlEvent.Change;
import io.adxflow.sources.control.ControlEvent.Decision;
import io.adxflow.sources.control.ControlEvent.History;
import io.adxflow.sources.control.ControlEvent.Propose;
import io.adxflow.sources.control.ControlEvent.Rows;
import io.adxflow.sources.control.ControlEvent.Seen;
import io.adxflow.sources.control.ControlEvent.Shares;
import io.adxflow.sources.control.ControlEvent.Traffic;
import io.adxflow.sources.control.ControlEvent.Verdict;
import io.adxflow.sources.limits.TrafficDealer;
import io.adxflow.sources.limits.TrafficShares;
import io.adxflow.sources.watch.PartExchange;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which document is in force, and has no splits to give. One per job; everything runs on the coordinator's thread but what
 * is said to run aside.
 *
 * <p>Why it speaks in {@link #snapshotState} and {@link #addReader} alone:
 *
 * <ul>
 *   <li>what is sent in {@code snapshotState} is before the barrier of that checkpoint at every reader, so that a completed
 *       checkpoint which holds a version proves that every reader has heard of it;
 *   <li>a reader that finishes, as at a stop, loses what it is sent, which fails the job. It never finishes between a snapshot's
 *       decision and its own part of it;
 *   <li>nothing repeats a lost event, but every attempt of a reader registers, and hears then what is in force.
 * </ul>
 *
 * <p>A version that no checkpoint holds yet is forgotten by a failure, and its number given again.
 */
public final class ControlCoordinator implements SplitEnumerator<NoSplit, ControlState> {
    private static final Logger LOG = LoggerFactory.getLogger(ControlCoordinator.class);
    private static final int MAX_WAITING = 100;
    private static final long FIRST_CLEANING_MILLIS = 600_000;
    private static final long CLEANING_MILLIS = 24 * 3_600_000L;

    /**
     * A rescale triggers a checkpoint of its own right after one that has completed, and then stops the tasks; a decision in that
     * one would be lost on them. So a decision waits once when the last checkpoint is as young as this.
     */
    private static final long GUARD_MILLIS = 200;

    private static final long ASK_AGAIN_MILLIS = PartExchange.ASKED_MILLIS / 6;

    private final SplitEnumeratorContext<NoSplit> context;
    private final ControlSettings settings;
    private final FileWatch watch;
    private final LongSupplier millis;
    private final TrafficDealer dealer;
    private final VersionsInForce.Place inForce;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final NavigableMap<Long, Long> numbersByCheckpoint = new TreeMap<>();

    /** Read aside, too. */
    private volatile ControlState state;

    private long durableNumber;
    private long completedAtMillis = Long.MIN_VALUE / 2;
    private boolean skipped;
    private boolean dealSkipped;
    private Map<String, String> asked = Map.of();
    private long askedAtMillis;

    /** A reader's event that is answered at the next decision. */
    private record Waiting(int subtask, ControlEvent event) {}

    /**
     * @param restored what a checkpoint held
     * @param millis a wall clock
     */
    ControlCoordinator(
            SplitEnumeratorContext<NoSplit> context,
            ControlSettings settings,
            ControlState restored,
            LongSupplier millis) {
        this.context = context;
        this.settings = settings;
        this.state = restored;
        this.millis = millis;
        this.inForce = VersionsInForce.jvm().place(context.metricGroup());
        this.dealer = new TrafficDealer(
                settings.traffic().backlogShare(),
                settings.traffic().queueTime().toMillis());
        DocumentVersion current = restored.current();
        this.durableNumber = current == null ? 0 : current.number();
        this.watch = new FileWatch(settings.file(), settings.store(), context.metricGroup());
    }

    /** A coordinator of a new job. */
    public static ControlCoordinator create(SplitEnumeratorContext<NoSplit> context, ControlSettings settings) {
        return new ControlCoordinator(context, settings, ControlState.NONE, System::currentTimeMillis);
    }

    /** A coordinator that goes on with what a checkpoint held. */
    public static ControlCoordinator restore(
            SplitEnumeratorContext<NoSplit> context, ControlSettings settings, ControlState checkpoint) {
        return new ControlCoordinator(context, settings, checkpoint, System::currentTimeMillis);
    }

    /**
     * Before any reader registers: without a version the document of the submission becomes the first. If the file rules, what it
     * says by now becomes a version at once, for nobody has heard of another yet.
     */
    @Override
    public void start() {
        ControlBoard.jvm().begun();
        ControlDocument submitted = settings.file().submitted();
        if (state.current() == null) {
            write(submitted);
            decide(submitted.hash(), UUID.randomUUID().toString(), "file", "the file that the job began with");
        }
        if (settings.file().rules()) {
            ControlDocument ruling = watch.first();
            if (ruling == null && !state.submittedHash().equals(submitted.hash())) {
                // The file is not in this process: what somebody submitted anew is how it changes.
                ruling = submitted;
            }
            if (ruling != null && isNews(ruling)) {
                write(ruling);
                decide(ruling.hash(), UUID.randomUUID().toString(), "file", "the file at the start");
            }
            if (watch.isWatching()) {
                long interval = settings.watchInterval().toMillis();
                context.callAsync(watch::look, this::looked, interval, interval);
            }
        }
        state = state.submittedWith(submitted.hash());
        watch.inForce(current());
        ControlBoard.jvm().versions(state.history());
        inForce.publish(current(), durableNumber);
        OldDocuments old = new OldDocuments(settings.store(), settings.keepDocuments(), () -> state, millis);
        context.callAsync(old::delete, ControlCoordinator::deleted, FIRST_CLEANING_MILLIS, CLEANING_MILLIS);
    }

    private static void deleted(@Nullable Integer documents, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn("Old control documents could not be deleted", failure);
        } else if (documents != null && documents > 0) {
            LOG.info("{} old control documents were deleted, see control.keep-documents", documents);
        }
    }

    private void write(ControlDocument document) {
        try {
            settings.store().write(document);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the control document " + document.hash() + " could not be written: " + e.getMessage(), e);
        }
    }

    private void looked(FileWatch.@Nullable Look look, @Nullable Throwable failure) {
        watch.looked(look, failure);
    }

    private boolean isNews(ControlDocument document) {
        return !document.hash().equals(current().hash());
    }

    private DocumentVersion current() {
        DocumentVersion current = state.current();
        if (current == null) {
            throw new IllegalStateException("start() comes first");
        }
        return current;
    }

    private void decide(String hash, String requestId, String who, String what) {
        DocumentVersion next = new DocumentVersion(state.nextNumber(), hash, requestId, millis.getAsLong(), who, what);
        state = state.with(next);
        watch.inForce(next);
        ControlBoard.jvm().versions(state.history());
        inForce.publish(next, durableNumber);
        LOG.info("Version {} is document {}, by {}: {}", next.number(), hash, who, what);
    }

    @Override
    public void addReader(int subtask) {
        send(subtask, new Change(current(), durableNumber));
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        ControlEvent known = ControlEvent.of(event);
        if (known instanceof Traffic traffic) {
            dealer.report(subtask, traffic.report(), millis.getAsLong());
        } else if (known instanceof Seen seen) {
            PartExchange.jvm().received(subtask, seen.part());
        } else if (known instanceof Rows rows) {
            PartExchange.jvm().receivedRows(rows.rows());
        } else if (!(known instanceof Propose || known instanceof AskHistory)) {
            LOG.warn("Reader {} sent {}, which is not for a coordinator", subtask, event);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(new Waiting(subtask, known));
        } else {
            // Its caller is told by its own time-out, as of every lost proposal.
            LOG.warn("{} proposals wait already; one more of reader {} was dropped", MAX_WAITING, subtask);
        }
    }

    @Override
    public ControlState snapshotState(long checkpointId) {
        ControlDocument ofFile = watch.found();
        if (!waiting.isEmpty() || ofFile != null) {
            boolean young = millis.getAsLong() - completedAtMillis < GUARD_MILLIS;
            if (young && !skipped) {
                skipped = true;
            } else {
                skipped = false;
                decideAll(ofFile);
            }
        }
        deal();
        ask();
        numbersByCheckpoint.put(checkpointId, current().number());
        return state;
    }

    /** Under the same guard as decisions: what is lost on a reader fails the job, whatever it is about. */
    private void deal() {
        boolean young = millis.getAsLong() - completedAtMillis < GUARD_MILLIS;
        dealSkipped = young && !dealSkipped;
        TrafficShares shares = dealSkipped ? null : dealer.deal(millis.getAsLong());
        if (shares != null) {
            context.registeredReaders().keySet().forEach(subtask -> send(subtask, new Shares(shares)));
        }
    }

    /** Under the same guard. Said again now and then, for readers that are new and since it holds for a while only. */
    private void ask() {
        Map<String, String> what = PartExchange.jvm().asking();
        long now = millis.getAsLong();
        boolean again = !what.isEmpty() && now - askedAtMillis >= ASK_AGAIN_MILLIS;
        if (!dealSkipped && (again || !what.equals(asked))) {
            asked = what;
            askedAtMillis = now;
            context.registeredReaders().keySet().forEach(subtask -> send(subtask, new Asked(what)));
        }
    }

    private void decideAll(@Nullable ControlDocument ofFile) {
        long before = current().number();
        if (ofFile != null) {
            watch.taken();
            if (isNews(ofFile)) {
                decide(ofFile.hash(), UUID.randomUUID().toString(), "file", "the file has changed");
            }
        }
        List<Waiting> answers = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            answers.add(new Waiting(next.subtask(), answer(next.event())));
        }
        if (current().number() != before) {
            Change change = new Change(current(), durableNumber);
            context.registeredReaders().keySet().forEach(subtask -> send(subtask, change));
        }
        answers.forEach(answer -> send(answer.subtask(), answer.event()));
    }

    private ControlEvent answer(ControlEvent event) {
        if (event instanceof Propose propose) {
            return judge(propose);
        }
        AskHistory ask = (AskHistory) event;
        List<DocumentVersion> versions = new ArrayList<>();
        for (int i = state.history().size() - 1; i >= 0 && versions.size() < ask.limit(); i--) {
            if (state.history().get(i).number() <= ask.fromNumber()) {
                versions.add(state.history().get(i));
            }
        }
        return new History(ask.requestId(), List.copyOf(versions));
    }

    private Verdict judge(Propose propose) {
        DocumentVersion known = state.ofRequest(propose.requestId());
        if (known != null) {
            return new Verdict(propose.requestId(), Decision.VERSION, known, "");
        }
        if (settings.file().rules()) {
            return new Verdict(
                    propose.requestId(), Decision.REFUSED, current(), "control.source is file: change the file");
        }
        if (propose.expectedNumber() != current().number()) {
            return new Verdict(propose.requestId(), Decision.CONFLICT, current(), "");
        }
        decide(propose.hash(), propose.requestId(), propose.who(), propose.what());
        return new Verdict(propose.requestId(), Decision.VERSION, current(), "");
    }

    private void send(int subtask, ControlEvent event) {
        if (!context.registeredReaders().containsKey(subtask)) {
            return;
        }
        try {
            context.sendEventToSourceReader(subtask, event);
        } catch (RuntimeException e) {
            // It is between two attempts; the next one registers and hears what is in force.
            LOG.info("Reader {} could not be told: {}", subtask, e.toString());
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        completedAtMillis = millis.getAsLong();
        ControlBoard.jvm().completed();
        NavigableMap<Long, Long> done = numbersByCheckpoint.headMap(checkpointId, true);
        if (!done.isEmpty()) {
            durableNumber = Math.max(durableNumber, done.lastEntry().getValue());
            done.clear();
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        numbersByCheckpoint.remove(checkpointId);
        ControlBoard.jvm().failed();
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String requesterHostname) {}

    @Override
    public void addSplitsBack(List<NoSplit> splits, int subtask) {}

    @Override
    public void close() {
        ControlBoard.jvm().ended();
        inForce.clear();
    }
}
