package io.adxflow.sources.http;

import io.adxflow.sources.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;

/** Requests for tests, and responders that remember their answers. */
final class Requests {
    static final Target TARGET = new Target("default", "Metrics");
    static final WriteOutcome TAKEN = new WriteOutcome(204, null, 3, 2, 1, 0, true);

    static QueuedRequest queued(int bytes) {
        return queued(bytes, new Recorder());
    }

    static QueuedRequest queued(int bytes, Responder responder) {
        return new QueuedRequest(
                new IngestRequest(WireFormat.REMOTE_WRITE_1, TARGET, new byte[bytes], bytes, 1, 2, 0, "test", ""),
                responder,
                0);
    }

    /** Remembers what it was told. */
    static final class Recorder implements Responder {
        final List<Answer> answers = new ArrayList<>();
        boolean gone;

        @Override
        public String listener() {
            return "http";
        }

        @Override
        public boolean senderGone() {
            return gone;
        }

        @Override
        public void answer(Answer answer) {
            answers.add(answer);
        }

        List<Integer> statuses() {
            return answers.stream().map(Answer::status).toList();
        }
    }

    private Requests() {}
}
