package io.adxflow.sinks.kafka;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a Kafka broker and sees its requests (length, api key, version, correlation id; Kafka's protocol guide): cuts
 * everything off, passes a request of a kind on and loses its answer with the connection, or answers in the broker's place that it
 * refuses.
 */
public final class KafkaProxy {
    /** Kinds of requests, by the number that the protocol gives them. */
    public enum Api {
        PRODUCE(0),
        METADATA(3),
        OFFSET_FETCH(9),
        FIND_COORDINATOR(10),
        INIT_PRODUCER_ID(22),
        END_TXN(26),
        TXN_OFFSET_COMMIT(28),
        OFFSET_COMMIT(8);

        private final int key;

        Api(int key) {
            this.key = key;
        }
    }

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AtomicInteger> losses = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> lost = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private volatile Errors refusal = Errors.NONE;
    private final AtomicInteger turnedAway = new AtomicInteger();
    private volatile boolean away;

    KafkaProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon("kafka-proxy", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Breaks all connections, and takes no new ones until {@link #comeBack}. */
    public void goAway() {
        turnedAway.set(0);
        away = true;
        sockets.forEach(KafkaProxy::close);
    }

    public void comeBack() {
        away = false;
    }

    /** Ends all faults. */
    public void clear() {
        comeBack();
        losses.clear();
        refusals.clear();
    }

    /** How many connections it has not taken since it went away. */
    public int turnedAway() {
        return turnedAway.get();
    }

    /** Answers the next so many requests of a kind with an error. */
    public void refuse(Api api, Errors error, int times) {
        refusal = error;
        refusals.put(api.key, new AtomicInteger(times));
    }

    /** How many of these are left. */
    public int refusalsLeft(Api api) {
        return refusals.getOrDefault(api.key, new AtomicInteger()).get();
    }

    /** Loses the answers to the next so many requests of a kind. */
    public void loseAnswers(Api api, int times) {
        lost.put(api.key, new AtomicInteger());
        losses.put(api.key, new AtomicInteger(times));
    }

    /** How many were lost since. */
    public int lost(Api api) {
        return lost.getOrDefault(api.key, new AtomicInteger()).get();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                if (away) {
                    turnedAway.incrementAndGet();
                    close(client);
                    continue;
                }
                Socket broker;
                try {
                    broker = new Socket(InetAddress.getLoopbackAddress(), target);
                } catch (IOException e) {
                    // It is not there: whoever asks comes again.
                    close(client);
                    continue;
                }
                client.setTcpNoDelay(true);
                broker.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(broker);
                Set<Integer> doomed = ConcurrentHashMap.newKeySet();
                Unanswered unanswered = new Unanswered();
                daemon("kafka-proxy-requests", () -> requests(client, broker, doomed, unanswered));
                daemon("kafka-proxy-answers", () -> answers(broker, client, doomed, unanswered));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void requests(Socket from, Socket to, Set<Integer> doomed, Unanswered unanswered) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            while (true) {
                byte[] frame = frame(in);
                ByteBuffer head = ByteBuffer.wrap(frame);
                int api = head.getShort();
                head.getShort();
                int correlation = head.getInt();
                if (isNext(refusals.get(api))) {
                    unanswered.awaitNone();
                    send(from, refused(frame));
                    continue;
                }
                if (isNext(losses.get(api))) {
                    doomed.add(correlation);
                    // Also one whose connection is over before its answer comes, by the loss of another one's.
                    lost.get(api).incrementAndGet();
                }
                unanswered.add(1);
                out.writeInt(frame.length);
                out.write(frame);
                out.flush();
            }
        } catch (IOException | InterruptedException e) {
            // The connection is over.
        }
    }

    private static boolean isNext(@Nullable AtomicInteger left) {
        return left != null && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    /** What a broker would answer to a request that it refuses. */
    private byte[] refused(byte[] frame) {
        ByteBuffer request = ByteBuffer.wrap(frame);
        RequestContext context = new RequestContext(
                RequestHeader.parse(request),
                "proxy",
                InetAddress.getLoopbackAddress(),
                KafkaPrincipal.ANONYMOUS,
                new ListenerName("PROXIED"),
                SecurityProtocol.PLAINTEXT,
                ClientInformation.EMPTY,
                false);
        ByteBuffer answer = context.buildResponseEnvelopePayload(
                context.parseRequest(request).request.getErrorResponse(refusal.exception()));
        byte[] bytes = new byte[answer.remaining()];
        answer.get(bytes);
        return bytes;
    }

    private static void send(Socket client, byte[] frame) throws IOException {
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
    }

    /** How many requests of a connection are with the broker: answers come in the order of requests, and none may overtake another. */
    private static final class Unanswered {
        private int count;

        synchronized void add(int more) {
            count += more;
            notifyAll();
        }

        /** No more answers come. */
        synchronized void end() {
            count = 0;
            notifyAll();
        }

        synchronized void awaitNone() throws InterruptedException {
            while (count > 0) {
                wait();
            }
        }
    }

    private void answers(Socket from, Socket to, Set<Integer> doomed, Unanswered unanswered) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            while (true) {
                byte[] frame = frame(in);
                int correlation = ByteBuffer.wrap(frame).getInt();
                if (doomed.contains(correlation)) {
                    return;
                }
                send(to, frame);
                unanswered.add(-1);
            }
        } catch (IOException e) {
            // The connection is over.
        } finally {
            unanswered.end();
        }
    }

    private static byte[] frame(DataInputStream in) throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    private static void daemon(String name, Runnable run) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed enough.
        }
    }
}
