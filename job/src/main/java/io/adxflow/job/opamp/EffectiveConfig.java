package io.adxflow.job.opamp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The configuration that an agent says it runs with, kept deflated. */
record EffectiveConfig(int bytes, byte[] deflated) {
    private static final int MAX_KEPT = 64 * 1024;

    /** Of what is longer than 64 KiB its length alone is kept. */
    static EffectiveConfig of(byte[] text) {
        if (text.length > MAX_KEPT) {
            return new EffectiveConfig(text.length, new byte[0]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        } finally {
            deflater.end();
        }
        return new EffectiveConfig(text.length, bytes.toByteArray());
    }

    /** The text, empty when it was not kept. */
    String text() {
        if (deflated.length == 0) {
            return "";
        }
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
