package io.adxflow.sources.http;

import io.adxflow.sources.wire.WireFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Content negotiation of Prometheus remote write, as in its 2.0 specification: the protobuf message is named by the {@code proto}
 * parameter of the content type; without one, or without a content type, it is 1.0. Both are in snappy block format.
 */
final class RemoteWriteContent {
    private static final String MEDIA_TYPE = "application/x-protobuf";
    private static final String MESSAGE_1 = "prometheus.WriteRequest";
    private static final String MESSAGE_2 = "io.prometheus.write.v2.Request";

    static WireFormat negotiate(@Nullable String contentType, @Nullable String contentEncoding)
            throws UnsupportedContentException {
        if (contentEncoding != null && !contentEncoding.trim().equalsIgnoreCase("snappy")) {
            throw new UnsupportedContentException("Content-Encoding: " + contentEncoding + " (expected: snappy)");
        }
        if (contentType == null || contentType.equals(MEDIA_TYPE)) {
            return WireFormat.REMOTE_WRITE_1;
        }
        String[] parts = contentType.split(";");
        if (parts.length == 0 || !parts[0].trim().equalsIgnoreCase(MEDIA_TYPE)) {
            throw unsupported(contentType);
        }
        WireFormat format = WireFormat.REMOTE_WRITE_1;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (parameter.toLowerCase(Locale.ROOT).startsWith("proto=")) {
                format = formatOf(unquoted(parameter.substring("proto=".length())), contentType);
            }
        }
        return format;
    }

    private static WireFormat formatOf(String message, String contentType) throws UnsupportedContentException {
        return switch (message) {
            case MESSAGE_1 -> WireFormat.REMOTE_WRITE_1;
            case MESSAGE_2 -> WireFormat.REMOTE_WRITE_2;
            default -> throw unsupported(contentType);
        };
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static UnsupportedContentException unsupported(String contentType) {
        return new UnsupportedContentException("Content-Type: " + contentType + " (expected: " + MEDIA_TYPE
                + ", with proto=" + MESSAGE_1 + " or proto=" + MESSAGE_2 + ")");
    }

    private RemoteWriteContent() {}
}
