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

/**
 * Stands before a Kafka broker and sees its requests (length, api key, version, correlation id; Kafka's protocol guide): cuts
 * everything off, or passes a request of a kind on and loses its answer with the connection.
 */
public final class KafkaProxy {
    /** Kinds of requests, by the number that the protocol gives them. */
    public enum Api {
        PRODUCE(0),
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
        away = true;
        sockets.forEach(KafkaProxy::close);
    }

    public void comeBack() {
        away = false;
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
                daemon("kafka-proxy-requests", () -> requests(client, broker, doomed));
                daemon("kafka-proxy-answers", () -> answers(broker, client, doomed));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void requests(Socket from, Socket to, Set<Integer> doomed) {
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
                AtomicInteger left = losses.get(api);
                if (left != null && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                    doomed.add(correlation);
                    // Also one whose connection is over before its answer comes, by the loss of another one's.
                    lost.get(api).incrementAndGet();
                }
                out.writeInt(frame.length);
                out.write(frame);
                out.flush();
            }
        } catch (IOException e) {
            // The connection is over.
        }
    }

    private void answers(Socket from, Socket to, Set<Integer> doomed) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            while (true) {
                byte[] frame = frame(in);
                int correlation = ByteBuffer.wrap(frame).getInt();
                if (doomed.contains(correlation)) {
                    return;
                }
                out.writeInt(frame.length);
                out.write(frame);
                out.flush();
            }
        } catch (IOException e) {
            // The connection is over.
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
