package io.adxflow.job.config;

/** adx-mon's way from a label's name to a column's (schema.NormalizeMetricName): {@code cluster_name} to {@code ClusterName}. */
final class ColumnNames {
    private ColumnNames() {}

    static String ofLabel(String label) {
        StringBuilder column = new StringBuilder(label.length());
        boolean raise = true;
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean lower = c >= 'a' && c <= 'z';
            if (lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
                column.append(raise && lower ? (char) (c - 'a' + 'A') : c);
                raise = false;
            } else {
                raise = true;
            }
        }
        return column.toString();
    }
}
