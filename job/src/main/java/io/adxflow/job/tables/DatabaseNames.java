package io.adxflow.job.tables;

/** The form of database names that adx-mon's NormalizeAdxIdentifier (schema/schema.go) gives: ASCII letters and digits only. */
public final class DatabaseNames {
    private DatabaseNames() {}

    public static String normalize(String database) {
        StringBuilder name = new StringBuilder(database.length());
        for (int i = 0; i < database.length() && name.length() < MetricNames.MAX_LENGTH; i++) {
            if (MetricNames.isLetterOrDigit(database.charAt(i))) {
                name.append(database.charAt(i));
            }
        }
        return name.toString();
    }
}
