package io.adxflow.job.opamp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is told: {@code ServerToAgent} of opamp.proto 0.18, as much of it as is used.
 *
 * @param reportFullState whether it is to say everything once more
 * @param offer its configuration, or null for no word about it
 */
record ServerMessage(UUID uid, boolean reportFullState, @Nullable Offer offer) {
    /** By which agents' own files are told from ours. */
    static final String FILE = "adxflow.yaml";

    private static final long REPORT_FULL_STATE = 1;
    /** AcceptsStatus, OffersRemoteConfig, AcceptsEffectiveConfig. */
    private static final long CAPABILITIES = 0x7;

    /**
     * A configuration.
     *
     * @param text empty for none at all, at which an agent stops its Collector
     */
    record Offer(byte[] hash, String text) {}

    byte[] toBytes() {
        return message(out -> {
            out.writeBytes(1, ByteString.copyFrom(AgentMessage.bytes(uid)));
            if (offer != null) {
                out.writeByteArray(3, message(config -> remoteConfig(config, offer)));
            }
            if (reportFullState) {
                out.writeUInt64(6, REPORT_FULL_STATE);
            }
            out.writeUInt64(7, CAPABILITIES);
        });
    }

    private static void remoteConfig(CodedOutputStream out, Offer offer) throws IOException {
        byte[] file = message(one -> {
            one.writeByteArray(1, offer.text().getBytes(StandardCharsets.UTF_8));
            one.writeString(2, "text/yaml");
        });
        byte[] map = message(files -> {
            if (!offer.text().isEmpty()) {
                files.writeByteArray(1, message(entry -> {
                    entry.writeString(1, FILE);
                    entry.writeByteArray(2, file);
                }));
            }
        });
        out.writeByteArray(1, map);
        out.writeByteArray(2, offer.hash());
    }

    private interface Content {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            content.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
