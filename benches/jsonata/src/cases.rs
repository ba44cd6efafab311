//! What is timed: ten expressions over one input of 5,000 objects.

/// How many objects the input holds.
const OBJECTS: usize = 5_000;

/// A name and the expression it stands for.
pub const CASES: &[(&str, &str)] = &[
    ("simple path", "$states.input.orders.customer.city"),
    ("small object", "{'id': $states.input.id, 'first': $states.input.orders[0].sku, 'paid': true}"),
    ("filter and sum", "$sum($states.input.orders[qty > 5].price)"),
    ("sort by two keys", "$states.input.orders^(>qty, sku).id"),
    ("group by", "$states.input.orders{customer.city: $sum(price)}"),
    ("map with lambda", "$map($states.input.orders, function($o) { $o.price * $o.qty })"),
    ("reduce", "$reduce($states.input.orders, function($total, $o) { $total + $o.qty }, 0)"),
    (
        "10,000 tail calls",
        "($f := function($n, $sum) { $n = 0 ? $sum : $f($n - 1, $sum + $n) }; $f(10000, 0))",
    ),
    ("fib(16)", "($fib := function($n) { $n < 2 ? $n : $fib($n - 1) + $fib($n - 2) }; $fib(16))"),
    (
        "100 regex replaces",
        "$map($states.input.orders[[0..99]].note, function($n) { $replace($n, /([a-z]+)-(\\d+)/, '$2/$1') })",
    ),
];

/// The input, as JSON: the same text for everyone.
pub fn input() -> String {
    let cities = ["Oslo", "Rome", "Lima", "Kyoto", "Quito", "Accra", "Turin", "Perth", "Minsk", "Cairo"];
    let orders: Vec<String> = (0..OBJECTS)
        .map(|n| {
            // Numbers that look shuffled without a generator of random ones.
            let mixed = n * 7_919 % 10_007;
            let (qty, cents, city) = (mixed % 11, mixed % 100, cities[mixed % cities.len()]);
            format!(
                r#"{{"id":"o-{n}","sku":"sku-{mixed:05}","qty":{qty},"price":{}.{cents:02},"note":"order-{n} of batch-{mixed}, paid","customer":{{"name":"customer {mixed}","city":"{city}"}}}}"#,
                mixed % 500,
            )
        })
        .collect();
    format!(r#"{{"id":"batch-1","orders":[{}]}}"#, orders.join(","))
}
