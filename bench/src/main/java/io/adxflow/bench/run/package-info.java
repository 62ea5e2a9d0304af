/** The end-to-end benchmark: starts the job and the sender as processes of their own and measures the whole job process. */
@NullMarked
package io.adxflow.bench.run;

import org.jspecify.annotations.NullMarked;
