package io.adxflow.job.cli;

import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.ops.DrainSignal;
import io.adxflow.job.ops.Readiness;
import io.adxflow.sources.http.CannotListenException;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.http.IngestOptions;
import io.adxflow.sources.http.IngestSettings;
import org.jspecify.annotations.Nullable;

/**
 * The ingest ports, opened before the job and closed after it: senders get 503 with a hint when to come again, and not a refused
 * connection, while the job starts, restarts and (but for gRPC) drains. A port that is taken ends the run at once.
 */
final class IngestGate implements AutoCloseable {
    private final IngestHub.Hold hold;
    private final AutoCloseable readiness;

    private IngestGate(IngestHub.Hold hold, AutoCloseable readiness) {
        this.hold = hold;
        this.readiness = readiness;
    }

    /** @throws CliException when the address cannot be listened on */
    static IngestGate open(PipelineConfig config) throws CliException {
        IngestSettings settings = IngestSettings.from(config.options());
        try {
            IngestHub.Hold hold = IngestHub.jvm().hold(settings);
            DrainSignal.onBegin(hold::drain);
            return new IngestGate(hold, Readiness.check(() -> whyNotReady(settings)));
        } catch (CannotListenException e) {
            String flag = e.key().replace("ingest.", "--");
            String off = e.key().equals(IngestOptions.HTTP.key()) ? "" : ", or turn it off with " + flag + " off";
            throw new CliException(
                    ExitCodes.FAILED,
                    e.getMessage() + "\nChoose another address with " + flag + " HOST:PORT, or with the key " + e.key()
                            + off + ".");
        }
    }

    private static @Nullable String whyNotReady(IngestSettings settings) {
        IngestHub.Status status = IngestHub.jvm().status(settings);
        if (status == null || status.readers() == 0) {
            return "no reader is attached to " + settings.address() + " yet";
        } else if (status.draining()) {
            return "draining";
        }
        return status.isReady()
                ? null
                : "request bodies fill ingest.inflight-bytes (" + Text.bytes((double) status.inflightBytes()) + " of "
                        + Text.bytes((double) status.inflightLimitBytes()) + ")";
    }

    @Override
    public void close() throws Exception {
        readiness.close();
        hold.close();
    }
}
