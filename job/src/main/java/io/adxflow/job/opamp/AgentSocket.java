package io.adxflow.job.opamp;

import io.adxflow.job.handshake.tokens.AgentGate.Admission;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of an agent: binary messages, each a header that is 0 and protobuf behind it, both ways. Its events come on its event
 * loop; {@link #send} and {@link #close} are for any thread.
 */
final class AgentSocket implements AgentChannel {
    private static final short PROTOCOL_ERROR = 1002;
    private static final short UNSUPPORTED = 1003;
    private static final short POLICY = 1008;
    private static final short TOO_BIG = 1009;
    private static final short TRY_AGAIN = 1013;
    /** An agent that says more than this in a second does not end: it is asked for something in each answer, or broken. */
    private static final int MAX_MESSAGES_PER_SECOND = 100;

    private final ServerWebSocket socket;
    private final OpAmpService service;
    private final Admission caller;
    private final String calledHost;
    private final OpAmpCounts counts;
    private final int maxBytes;
    private final RateGate rate = new RateGate();
    private @Nullable UUID uid;

    AgentSocket(
            ServerWebSocket socket,
            OpAmpService service,
            Admission caller,
            String calledHost,
            OpAmpCounts counts,
            int maxBytes) {
        this.socket = socket;
        this.service = service;
        this.caller = caller;
        this.calledHost = calledHost;
        this.counts = counts;
        this.maxBytes = maxBytes;
    }

    void begin() {
        socket.binaryMessageHandler(this::message);
        socket.textMessageHandler(text -> refuse(UNSUPPORTED, "binary messages are expected"));
        socket.exceptionHandler(broken -> counts.refused());
        socket.closeHandler(closed -> {
            if (uid != null) {
                service.closed(uid, this);
            }
        });
    }

    private void message(Buffer buffer) {
        if (!rate.admits(MAX_MESSAGES_PER_SECOND, System.currentTimeMillis())) {
            refuse(POLICY, "more than " + MAX_MESSAGES_PER_SECOND + " messages a second");
            return;
        }
        if (buffer.length() > maxBytes) {
            refuse(TOO_BIG, "larger than " + maxBytes + " bytes, see handshake.max-message-size");
            return;
        }
        byte[] bytes = buffer.getBytes();
        if (bytes.length == 0 || bytes[0] != 0) {
            refuse(PROTOCOL_ERROR, "a header of 0 is expected");
            return;
        }
        AgentMessage message;
        try {
            message = AgentMessage.parse(bytes, 1, bytes.length - 1);
        } catch (IOException e) {
            refuse(PROTOCOL_ERROR, "not an AgentToServer message");
            return;
        }
        if (uid != null && !uid.equals(message.uid())) {
            refuse(POLICY, "another agent's instance_uid");
            return;
        }
        Reply reply = service.handle(caller, message, this, calledHost);
        if (reply instanceof Reply.Answer answer) {
            uid = message.uid();
            if (answer.isNeeded()) {
                send(answer.bytes());
            }
        } else if (reply instanceof Reply.Refusal refusal) {
            close(refusal.retryAfterSeconds() > 0 ? TRY_AGAIN : POLICY, refusal.message());
        }
    }

    private void refuse(short code, String reason) {
        counts.refused();
        close(code, reason);
    }

    @Override
    public void send(byte[] message) {
        byte[] framed = new byte[message.length + 1];
        System.arraycopy(message, 0, framed, 1, message.length);
        if (socket.writeQueueFull()) {
            // It takes nothing; it is told everything when it comes again.
            close(TRY_AGAIN, "messages are not taken");
        } else {
            var unused = socket.writeBinaryMessage(Buffer.buffer(framed));
        }
    }

    @Override
    public void close(short code, String reason) {
        byte[] text = reason.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String cut =
                new String(Arrays.copyOf(text, Math.min(text.length, 120)), java.nio.charset.StandardCharsets.US_ASCII);
        var unused = socket.close(code, cut);
    }
}
