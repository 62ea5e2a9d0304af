package io.adxflow.sources.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A sender that says exactly what it is told to, right or wrong. */
final class RawSender implements AutoCloseable {
    final Socket socket;
    private final InputStream in;

    /** One answer; header names in lower case. */
    record Response(int status, Map<String, String> headers, String body) {}

    /** The only kind of request whose answers have counts. */
    static final String REMOTE_WRITE_2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";

    RawSender(int port) throws IOException {
        this(new Socket(InetAddress.getByName("127.0.0.1"), port));
    }

    /** @param socket connected, by TLS or not */
    RawSender(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(300_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nUser-Agent: raw/1\r\nContent-Type: " + REMOTE_WRITE_2
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** @param credentials value of {@code Authorization} */
    static String post(String path, String credentials, String body) {
        return post(path, body).replace("\r\nContent-Type", "\r\nAuthorization: " + credentials + "\r\nContent-Type");
    }

    RawSender send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    Response read() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Response(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** All that the server says until it closes. */
    byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    /** True when the server closes without saying any more. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed after: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
