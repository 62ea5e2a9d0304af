package io.adxflow.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes connections on to a port of this machine, and can keep back what comes from there: answers get lost on their way. */
final class SilentProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 14;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int target;
    private volatile boolean silent;

    SilentProxy(int target) throws IOException {
        this.target = target;
        start("accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on nothing comes back. */
    void swallowAnswers() {
        silent = true;
    }

    /** Ends all connections; those that come are answered again. */
    void cut() {
        open.forEach(SilentProxy::close);
        silent = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket sender = server.accept();
                open.add(sender);
                start("to job", () -> connect(sender));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void connect(Socket sender) {
        try (Socket job = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(job);
            start("to sender", () -> pump(job, sender, true));
            pump(sender, job, false);
        } catch (IOException e) {
            // Nobody listens: the sender's connection ends.
        } finally {
            close(sender);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!answers || !silent) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // Either side has gone, and so does the other.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is given up either way.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
