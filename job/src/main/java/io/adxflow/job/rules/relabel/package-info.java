/** Rules about the labels of series: Prometheus' {@code relabel_configs}, and adx-mon's metric and label filters. */
@NullMarked
package io.adxflow.job.rules.relabel;

import org.jspecify.annotations.NullMarked;
