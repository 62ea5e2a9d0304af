package io.adxflow.sources.http;

import io.adxflow.sources.grpc.ExportIntake.Reception;
import io.adxflow.sources.grpc.ExportReply;
import io.adxflow.sources.wire.OtlpAnswers;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One gRPC call on its way to a reader and back. Reserves in the budget what comes of its message, before more is read: the
 * reservation stands first for the bytes that gRPC holds, then for the array they are read into.
 *
 * <p>Runs on the call's event loop, but for the answer and {@link #sweep}.
 */
final class GrpcReception implements Reception, Responder {
    private static final long NEVER = Long.MAX_VALUE;

    private final IngestServer server;
    private final @Nullable GrpcConnection connection;
    private final String sender;
    private final ExportReply reply;
    private final Consumer<GrpcReception> whenOver;
    private RequestGate.@Nullable Admitted head;
    private byte @Nullable [] body;
    private int reservedBytes;
    private boolean whole;
    private volatile long deadline;

    /**
     * @param connection it came by; null when that is closed already
     * @param whenOver called once, last
     */
    GrpcReception(
            IngestServer server,
            @Nullable GrpcConnection connection,
            String sender,
            ExportReply reply,
            Consumer<GrpcReception> whenOver) {
        this.server = server;
        this.connection = connection;
        this.sender = sender;
        this.reply = reply;
        this.whenOver = whenOver;
        this.deadline = server.clock().nanos() + server.settings().bodyTimeout().toNanos();
    }

    void begin(RequestGate.Verdict verdict) {
        if (connection != null) {
            connection.begun();
        }
        if (verdict instanceof RequestGate.Refused refused) {
            refuse(refused);
        } else {
            RequestGate.Admitted admitted = (RequestGate.Admitted) verdict;
            RequestGate.Refused over = server.limit(admitted, -1);
            if (over != null) {
                refuse(over);
            } else {
                head = admitted;
            }
        }
    }

    @Override
    public void arrived(long bytes) {
        if (reservedBytes + bytes > server.settings().maxBodyBytes()) {
            refuse(RequestGate.tooLarge(server.settings()));
        } else if (server.budget().tryReserve(bytes)) {
            reservedBytes += (int) bytes;
        } else {
            refuse(RequestGate.noRoom(server.budget()));
        }
    }

    @Override
    public void message(InputStream message) throws IOException {
        BodyBuffer buffer = BodyBuffer.onReserved(
                server.budget(), reservedBytes, server.settings().maxBodyBytes());
        reservedBytes = 0;
        BodyBuffer.Append end = null;
        try {
            end = buffer.append(message);
        } finally {
            if (end == BodyBuffer.Append.TAKEN) {
                byte[] bytes = buffer.finish();
                reservedBytes = bytes.length;
                body = bytes;
            } else {
                buffer.discard();
            }
        }
        switch (end) {
            case TAKEN -> {}
            case TOO_LARGE -> refuse(RequestGate.tooLarge(server.settings()));
            case NO_ROOM -> refuse(RequestGate.noRoom(server.budget()));
        }
    }

    @Override
    public void complete() {
        deadline = NEVER;
        whole = true;
        if (connection != null) {
            connection.received();
        }
        byte[] message = body;
        RequestGate.Admitted admitted = head;
        if (message == null || admitted == null) {
            throw new IllegalStateException("a call that is complete without a head or a message");
        }
        ReaderQueue.Offer offer = server.dispatch(admitted, message, message.length, sender, this);
        if (offer == ReaderQueue.Offer.TAKEN) {
            // The reader releases it.
            reservedBytes = 0;
            body = null;
        } else {
            refuse(offer == ReaderQueue.Offer.FULL ? RequestGate.noRoom(server.budget()) : RequestGate.restarting());
        }
    }

    @Override
    public void end() {
        server.budget().release(reservedBytes);
        reservedBytes = 0;
        body = null;
        if (connection != null) {
            connection.ended(whole);
        }
        whenOver.accept(this);
    }

    void refuse(RequestGate.Refused refused) {
        server.refused(refused, sender);
        answer(server.answer(refused));
    }

    @Override
    public String listener() {
        return "otlp_grpc";
    }

    @Override
    public boolean senderGone() {
        return reply.callerGone();
    }

    @Override
    public void answer(Answer answer) {
        deadline = NEVER;
        if (answer.status() < 400) {
            // The signal makes a difference in JSON only.
            reply.succeed(OtlpAnswers.response(Signal.LOGS, Encoding.PROTOBUF, answer.rejected(), answer.message()));
        } else {
            int retryAfterSeconds = answer.isComeAgain() ? server.retryAfterSeconds(answer) : 0;
            reply.fail(OtlpAnswers.status(answer.status(), answer.message(), retryAfterSeconds));
        }
    }

    /** Refuses the call when its message has not come in time. Any thread. */
    void sweep(long now) {
        if (now >= deadline) {
            refuse(RequestGate.tooSlow(server.settings()));
        }
    }
}
