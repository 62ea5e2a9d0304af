package io.adxflow.bench.start;

import io.adxflow.bench.load.BodyGenerator;
import io.adxflow.bench.load.Workload;
import io.adxflow.sources.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends remote write of one sample a table, each body by a connection of its own, as whoever knocks at a door that may be shut. */
final class Knock {
    private static final int LONGEST_CONNECT_MILLIS = 1_000;
    private static final int LONGEST_ANSWER_MILLIS = 60_000;
    private static final int SAMPLES_PER_BODY = 1_000;

    private final BodyGenerator bodies;
    private final InetSocketAddress address;
    private long next;

    /** @param tables that one round of bodies fills */
    Knock(int port, int tables) {
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Workload workload = new Workload("start", tables, tables, SAMPLES_PER_BODY, 1, 0, 15_000, 1);
        bodies = new BodyGenerator(workload, WireFormat.REMOTE_WRITE_1);
    }

    int bodiesPerRound() {
        return bodies.bodiesPerRound();
    }

    /** From now on another body is sent, which nobody has seen. */
    void proceed() {
        next++;
    }

    /**
     * Sends the body that is next.
     *
     * @return the status of the answer
     * @throws IOException when nobody listens, or the connection ends without an answer
     */
    int status() throws IOException {
        byte[] body = bodies.body(next);
        String head = "POST /api/v1/write HTTP/1.1\r\nHost: adxflow\r\nUser-Agent: adxflow-bench\r\n"
                + "Content-Encoding: snappy\r\nContent-Type: application/x-protobuf\r\n"
                + "X-Prometheus-Remote-Write-Version: 0.1.0\r\nConnection: close\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(head.getBytes(StandardCharsets.US_ASCII));
        request.write(body);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(LONGEST_ANSWER_MILLIS);
            socket.connect(address, LONGEST_CONNECT_MILLIS);
            socket.getOutputStream().write(request.toByteArray());
            return status(socket.getInputStream());
        }
    }

    private static int status(InputStream in) throws IOException {
        // HTTP/1.1 204 No Content
        byte[] line = in.readNBytes(12);
        if (line.length < 12) {
            throw new IOException("the connection ended behind " + line.length + " B of an answer");
        }
        return Integer.parseInt(new String(line, 9, 3, StandardCharsets.US_ASCII));
    }
}
