package io.perennial.driver.refresh;

/** New examples alone: what forgetting is measured by. */
record Finetune() implements Strategy {
}
