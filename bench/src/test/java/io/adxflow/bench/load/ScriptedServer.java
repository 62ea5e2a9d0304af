package io.adxflow.bench.load;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** An HTTP server that answers its n-th request with what a function says; an empty answer cuts the connection. */
final class ScriptedServer implements Closeable {
    /** A header of an answer behind which the server cuts the connection without a word. */
    static final String HANGS_UP = "X-Hangs-Up: yes\r\n";

    static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final IntFunction<String> script;
    final List<ByteBuffer> bodies = new CopyOnWriteArrayList<>();
    final List<String> heads = new CopyOnWriteArrayList<>();

    ScriptedServer(IntFunction<String> script) throws IOException {
        this(script, 0);
    }

    ScriptedServer(IntFunction<String> script, int port) throws IOException {
        this.script = script;
        listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                String answer = script.apply(receive(in));
                if (answer.isEmpty()) {
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                if (answer.contains(HANGS_UP)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The sender has gone.
        }
    }

    private int receive(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String length =
                head.substring(head.indexOf("Content-Length: ") + "Content-Length: ".length(), head.length() - 4);
        byte[] body = new byte[Integer.parseInt(length)];
        in.readFully(body);
        synchronized (this) {
            heads.add(head.toString());
            bodies.add(ByteBuffer.wrap(body));
            return bodies.size();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
