package io.adxflow.sources.translate;

import io.adxflow.sdk.host.Extension;
import io.adxflow.sdk.host.Extensions;
import io.adxflow.sdk.wire.WireFormat.BadBodyException;
import io.adxflow.sdk.wire.WireFormat.Signal;
import io.adxflow.sources.wire.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Makes bodies of one extension's format into such as the job reads itself. Thread-safe. */
public final class Translator {
    private final Extension<io.adxflow.sdk.wire.WireFormat> extension;
    private final Signal signal;

    private Translator(Extension<io.adxflow.sdk.wire.WireFormat> extension, Signal signal) {
        this.extension = extension;
        this.signal = signal;
    }

    /** That of a format, or null when no extension of this process has it. Does not block. */
    public static @Nullable Translator named(String name) {
        Extension<io.adxflow.sdk.wire.WireFormat> extension = Extensions.inUse().wireFormat(name);
        try {
            return extension == null
                    ? null
                    // Known since it was loaded.
                    : new Translator(extension, extension.run(io.adxflow.sdk.wire.WireFormat::signal));
        } catch (Exception e) {
            return null;
        }
    }

    public String name() {
        return extension.name();
    }

    /** Whether its bodies become metrics; else they become logs. */
    public boolean isOfMetrics() {
        return signal == Signal.METRICS;
    }

    /** What comes out. */
    public WireFormat format() {
        return isOfMetrics() ? WireFormat.REMOTE_WRITE_1 : WireFormat.OTLP_LOGS;
    }

    /** The body is to blame. Its message is for the sender. */
    public static final class RefusedException extends Exception {
        private final boolean tooLarge;

        RefusedException(String message, boolean tooLarge) {
            super(message);
            this.tooLarge = tooLarge;
        }

        public boolean isTooLarge() {
            return tooLarge;
        }
    }

    /**
     * Translates. Takes as long as the extension does.
     *
     * @param length of the body, which the array begins with
     * @param maxBytes of it decompressed, and of what it says
     * @throws Exception of the extension, which is to blame
     */
    public byte[] translate(byte[] body, int length, boolean gzip, int maxBytes) throws RefusedException, Exception {
        byte[] plain = gzip ? decompressed(body, length, maxBytes) : Arrays.copyOf(body, length);
        TranslatedBody records = isOfMetrics() ? new SampleBody(maxBytes) : new LogBody(maxBytes);
        try {
            return extension.run(format -> {
                format.read(plain, records);
                return records.finish();
            });
        } catch (BadBodyException e) {
            throw new RefusedException(name() + ": " + e.getMessage(), false);
        } catch (TranslatedBody.TooMuchException e) {
            throw new RefusedException(name() + ": the body says more than " + maxBytes + " bytes", true);
        }
    }

    private byte[] decompressed(byte[] body, int length, int maxBytes) throws RefusedException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body, 0, length))) {
            byte[] plain = in.readNBytes(maxBytes);
            if (in.read() >= 0) {
                throw new RefusedException(
                        name() + ": the body decompresses to more than " + maxBytes + " bytes", true);
            }
            return plain;
        } catch (IOException e) {
            throw new RefusedException(name() + ": the body is not gzip: " + e.getMessage(), false);
        }
    }
}
