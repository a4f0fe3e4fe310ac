/**
 * Files of a small shop: seeds of customers, orders and payments, staging views on them, two marts,
 * and a test on every key; what people first build with dbt.
 */
export function shopProject(): Map<string, string> {
  return new Map([
    [
      'dbt_project.yml',
      "name: bench\nversion: '1.0'\nprofile: bench\nmodels:\n  bench:\n    staging:\n      +materialized: view\n    marts:\n      +materialized: table\n",
    ],
    ['macros/cents.sql', '{% macro cents(column) %}({{ column }} / 100.0)::numeric(16, 2){% endmacro %}\n'],
    ['seeds/raw_customers.csv', csv('id,first_name,last_name', 100, (at) => [at, `First${at}`, `Last${at % 17}`])],
    ['seeds/raw_orders.csv', csv('id,user_id,order_date,status', 100, orderRow)],
    ['seeds/raw_payments.csv', csv('id,order_id,payment_method,amount', 113, paymentRow)],
    [
      'models/staging/stg_customers.sql',
      "select id as customer_id, first_name, last_name from {{ ref('raw_customers') }}\n",
    ],
    [
      'models/staging/stg_orders.sql',
      "select id as order_id, user_id as customer_id, order_date, status from {{ ref('raw_orders') }}\n",
    ],
    [
      'models/staging/stg_payments.sql',
      "select id as payment_id, order_id, payment_method, {{ cents('amount') }} as amount from {{ ref('raw_payments') }}\n",
    ],
    ['models/marts/orders.sql', ORDERS],
    ['models/marts/customers.sql', CUSTOMERS],
    ['models/schema.yml', PROPERTIES],
  ]);
}

const STATUSES = ['placed', 'shipped', 'completed', 'returned'];
const METHODS = ['credit_card', 'coupon', 'bank_transfer', 'gift_card'];

const orderRow = (at: number): (string | number)[] => {
  const month = String(1 + (at % 4)).padStart(2, '0');
  const day = String(1 + (at % 28)).padStart(2, '0');
  return [at, 1 + ((at * 37) % 100), `2018-${month}-${day}`, STATUSES[at % 4] ?? ''];
};
const paymentRow = (at: number): (string | number)[] => [
  at,
  1 + ((at - 1) % 100),
  METHODS[at % 4] ?? '',
  100 * (1 + (at % 30)),
];

function csv(header: string, rows: number, row: (at: number) => readonly (string | number)[]): string {
  const lines = Array.from({ length: rows }, (_, index) => row(index + 1).join(','));
  return `${[header, ...lines].join('\n')}\n`;
}

const ORDERS = `{% set methods = ['credit_card', 'coupon', 'bank_transfer', 'gift_card'] %}

with payments as (
    select
        order_id,
        {% for method in methods -%}
        sum(case when payment_method = '{{ method }}' then amount else 0 end) as {{ method }}_amount,
        {% endfor -%}
        sum(amount) as total_amount
    from {{ ref('stg_payments') }}
    group by order_id
)

select
    orders.order_id,
    orders.customer_id,
    orders.order_date,
    orders.status,
    {% for method in methods -%}
    payments.{{ method }}_amount,
    {% endfor -%}
    payments.total_amount as amount
from {{ ref('stg_orders') }} as orders
left join payments on orders.order_id = payments.order_id
`;

const CUSTOMERS = `select
    customers.customer_id,
    customers.first_name,
    customers.last_name,
    min(orders.order_date) as first_order,
    max(orders.order_date) as most_recent_order,
    count(orders.order_id) as number_of_orders,
    sum(orders.amount) as lifetime_value
from {{ ref('stg_customers') }} as customers
left join {{ ref('orders') }} as orders on customers.customer_id = orders.customer_id
group by 1, 2, 3
`;

const entry = (model: string, key: string, more = ''): string => `  - name: ${model}
    columns:
      - name: ${key}
        data_tests: [unique, not_null]
${more}`;

const PROPERTIES = `models:
${entry('stg_customers', 'customer_id')}${entry('stg_orders', 'order_id')}${entry('stg_payments', 'payment_id')}${entry('customers', 'customer_id')}${entry(
  'orders',
  'order_id',
  `      - name: customer_id
        data_tests:
          - not_null
          - relationships:
              arguments: {to: ref('customers'), field: customer_id}
      - name: status
        data_tests:
          - accepted_values:
              arguments: {values: ['placed', 'shipped', 'completed', 'returned']}
      - name: amount
        data_tests: [not_null]
`,
)}`;
