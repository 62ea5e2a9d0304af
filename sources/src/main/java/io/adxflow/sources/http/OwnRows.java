package io.adxflow.sources.http;

import io.adxflow.sources.wire.WireFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows that the job tells of itself, on the way of every sender's: admitted under the same budget, limits and room, and answered when a
 * checkpoint holds them. Only the socket is missing.
 */
final class OwnRows {
    private OwnRows() {}

    /** Null when a reader has them, and will tell the outcome; else why not. */
    static @Nullable String offer(
            IngestServer server, String namespace, byte[] body, String sender, Consumer<String> outcome) {
        RequestGate.Verdict verdict = RequestGate.judgeCall(
                WireFormat.ROWS,
                namespace,
                null,
                null,
                server.readers(),
                server.isDraining(),
                RequestGate.Admission.EVERYBODY);
        if (verdict instanceof RequestGate.Refused refused) {
            return refused.message();
        }
        RequestGate.Admitted admitted = (RequestGate.Admitted) verdict;
        RequestGate.Refused over = server.limit(admitted, body.length);
        if (over != null) {
            return over.message();
        }
        if (!server.budget().tryReserve(body.length)) {
            return RequestGate.noRoom(server.budget()).message();
        }
        ReaderQueue.Offer offer = server.dispatch(admitted, body, body.length, sender, new Told(outcome));
        if (offer == ReaderQueue.Offer.TAKEN) {
            return null;
        }
        server.release(WireFormat.ROWS, body);
        return offer == ReaderQueue.Offer.FULL
                ? RequestGate.noRoom(server.budget()).message()
                : RequestGate.restarting().message();
    }

    /** Nobody's connection. */
    private record Told(Consumer<String> outcome) implements Responder {
        @Override
        public boolean senderGone() {
            return false;
        }

        @Override
        public String listener() {
            return "self";
        }

        @Override
        public void answer(Answer answer) {
            outcome.accept(answer.status() < 300 ? "" : answer.status() + ": " + answer.message());
        }
    }
}
