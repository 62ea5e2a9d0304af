/** What row programs cost. */
@NullMarked
package io.adxflow.bench.kql;

import org.jspecify.annotations.NullMarked;
