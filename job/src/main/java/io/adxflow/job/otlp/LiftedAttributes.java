package io.adxflow.job.otlp;

import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The attributes that become columns of their own, in the order configured; names compare regardless of ASCII case. Immutable. */
final class LiftedAttributes {
    private final List<byte[]> lowerCaseNames = new ArrayList<>();
    private final List<ColumnType> types = new ArrayList<>();
    private final String schema;

    LiftedAttributes(List<LiftedAttribute> lifted) {
        StringBuilder columns = new StringBuilder();
        for (LiftedAttribute attribute : lifted) {
            lowerCaseNames.add(attribute.attribute().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            types.add(attribute.type());
            columns.append(',')
                    .append(attribute.column())
                    .append(':')
                    .append(attribute.type().kustoName());
        }
        schema = columns.toString();
    }

    int count() {
        return types.size();
    }

    ColumnType type(int column) {
        return types.get(column);
    }

    /** {@code ,name:type} for each column. */
    String schema() {
        return schema;
    }

    /** The column for a key, or -1. */
    int column(byte[] bytes, int start, int end) {
        for (int column = 0; column < lowerCaseNames.size(); column++) {
            if (matches(lowerCaseNames.get(column), bytes, start, end)) {
                return column;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] lowerCase, byte[] bytes, int start, int end) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte c = bytes[start + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}
