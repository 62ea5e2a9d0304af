package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundOperator.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code partition}: the subquery runs over all partitions at once, which a hidden column tells apart. */
final class PartitionSql {
    private final QuerySql query;

    PartitionSql(QuerySql query) {
        this.query = query;
    }

    Relation partition(Partition partition) {
        Relation input = query.relation(partition.input(), Map.of());
        String key = query.hidden("$key");
        List<String> keys = new ArrayList<>(input.partition());
        keys.add(key);
        String select = "SELECT *, " + Relation.column(input.names().get(partition.keyColumn())) + " AS "
                + Sql.quoted(key) + "\n" + input.from();
        query.put(partition.id(), new Relation(select, input.schema(), input.names(), input.order(), keys));
        Relation result = query.relation(partition.subquery(), Map.of());
        if (result.partition().size() < keys.size()) {
            throw Refusal.of("partition", "a 'partition' whose subquery reads other tables alone is not there");
        }
        return new Relation(
                result.select(),
                result.schema(),
                result.names(),
                List.of(),
                result.partition().subList(0, input.partition().size()));
    }
}
