package io.adxflow.sources.http;

import io.adxflow.sources.translate.Translator;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Has bodies translated that are in the formats of extensions, aside from the event loops: each format by threads of its own and within
 * a share of the byte budget, so that one which is slow, or does not come back, takes nothing from others. Thread-safe.
 */
final class Translations {
    private static final int THREADS = 2;
    private static final int MOST_WAITING = 64;
    private static final int SHARE_OF_BUDGET = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final IngestServer server;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    Translations(IngestServer server) {
        this.server = server;
    }

    /** Takes a whole body, whose reservation it takes over with it. Null when it has, and will answer. */
    RequestGate.@Nullable Refused take(
            Translator translator,
            boolean gzip,
            RequestGate.Admitted head,
            byte[] body,
            int length,
            String sender,
            Responder responder) {
        return lanes.computeIfAbsent(translator.name(), Lane::new)
                .take(new Work(translator, gzip, head, body, length, sender, responder));
    }

    /** Answers whose translation has not come back, and asks that format no more. */
    void sweep(long nowNanos) {
        lanes.values().forEach(lane -> lane.sweep(nowNanos));
    }

    void stop() {
        lanes.values().forEach(lane -> lane.threads.shutdownNow());
    }

    private record Work(
            Translator translator,
            boolean gzip,
            RequestGate.Admitted head,
            byte[] body,
            int length,
            String sender,
            Responder responder) {}

    private final class Lane {
        private final String name;
        private final ThreadPoolExecutor threads;
        private final AtomicLong bytes = new AtomicLong();
        private final Set<Running> running = ConcurrentHashMap.newKeySet();
        private volatile boolean stuck;

        Lane(String name) {
            this.name = name;
            this.threads = new ThreadPoolExecutor(
                    THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), work -> {
                        Thread thread = new Thread(work, "adxflow-translate-" + name);
                        thread.setDaemon(true);
                        return thread;
                    });
            threads.allowCoreThreadTimeOut(true);
        }

        RequestGate.@Nullable Refused take(Work work) {
            if (stuck) {
                return notBack();
            }
            long size = work.body.length;
            if (bytes.addAndGet(size) > Math.max(size, server.budget().limitBytes() / SHARE_OF_BUDGET)) {
                bytes.addAndGet(-size);
                return tooMany();
            }
            try {
                threads.execute(new Waiting(this, work));
                return null;
            } catch (RejectedExecutionException e) {
                bytes.addAndGet(-size);
                return tooMany();
            }
        }

        private RequestGate.Refused tooMany() {
            return new RequestGate.Refused(
                    Refusal.UNAVAILABLE, "format " + name + ": too many bodies wait to be translated; send again");
        }

        private RequestGate.Refused notBack() {
            return new RequestGate.Refused(
                    Refusal.UNAVAILABLE,
                    "format " + name + ": its extension did not come back within " + PATIENCE.toSeconds()
                            + " s, and is asked no more until this process is started anew");
        }

        private void translate(Work work) {
            Running now = new Running(work, server.clock().nanos(), Thread.currentThread());
            running.add(now);
            byte[] translated = null;
            RequestGate.Refused refused = null;
            try {
                translated = work.translator.translate(
                        work.body, work.length, work.gzip, server.settings().maxBodyBytes());
            } catch (Translator.RefusedException e) {
                refused = new RequestGate.Refused(
                        e.isTooLarge() ? Refusal.TOO_LARGE : Refusal.CONTENT, String.valueOf(e.getMessage()));
            } catch (Throwable e) {
                refused = new RequestGate.Refused(Refusal.UNAVAILABLE, "format " + name + " failed: " + e);
            } finally {
                running.remove(now);
                bytes.addAndGet(-work.body.length);
                server.release(work.head.format(), work.body);
            }
            if (now.answered.compareAndSet(false, true)) {
                RequestGate.Refused answer = translated == null ? refused : dispatched(work, translated);
                if (answer != null) {
                    refuse(work, answer);
                }
            }
        }

        private RequestGate.@Nullable Refused dispatched(Work work, byte[] translated) {
            if (!server.budget().tryReserve(translated.length)) {
                return RequestGate.noRoom(server.budget());
            }
            ReaderQueue.Offer offer =
                    server.dispatch(work.head, translated, translated.length, work.sender, work.responder);
            if (offer == ReaderQueue.Offer.TAKEN) {
                return null;
            }
            server.release(work.head.format(), translated);
            return offer == ReaderQueue.Offer.FULL ? RequestGate.noRoom(server.budget()) : RequestGate.restarting();
        }

        private void drop(Work work) {
            bytes.addAndGet(-work.body.length);
            server.release(work.head.format(), work.body);
            refuse(work, notBack());
        }

        private void refuse(Work work, RequestGate.Refused refused) {
            server.refused(refused, work.sender);
            work.responder.answer(server.answer(refused));
        }

        void sweep(long nowNanos) {
            for (Running one : running) {
                boolean late = nowNanos - one.sinceNanos > PATIENCE.toNanos();
                if (late && one.answered.compareAndSet(false, true)) {
                    stuck = true;
                    one.thread.interrupt();
                    refuse(one.work, notBack());
                }
            }
            if (stuck) {
                // Who waits behind it waits for nothing.
                for (Runnable waiting = threads.getQueue().poll();
                        waiting != null;
                        waiting = threads.getQueue().poll()) {
                    if (waiting instanceof Waiting one) {
                        drop(one.work);
                    }
                }
            }
        }
    }

    private record Waiting(Lane lane, Work work) implements Runnable {
        @Override
        public void run() {
            lane.translate(work);
        }
    }

    private static final class Running {
        private final Work work;
        private final long sinceNanos;
        private final Thread thread;
        private final AtomicBoolean answered = new AtomicBoolean();

        Running(Work work, long sinceNanos, Thread thread) {
            this.work = work;
            this.sinceNanos = sinceNanos;
            this.thread = thread;
        }
    }
}
