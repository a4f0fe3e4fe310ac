"""Days between each day of the year and the holidays around it."""

import numpy as np
import pandas as pd


def model(dbt, session):
    dbt.config(materialized="table")
    holidays = pd.to_datetime(dbt.ref("holidays")["day"]).sort_values().to_numpy()
    days = pd.date_range("2013-01-01", "2013-12-31", freq="D")
    after = np.searchsorted(holidays, days.to_numpy())
    before = np.searchsorted(holidays, days.to_numpy(), side="right") - 1
    one_day = np.timedelta64(1, "D")
    return pd.DataFrame(
        {
            "day": days.date,
            "days_to_holiday": (holidays[after] - days.to_numpy()) // one_day,
            "days_since_holiday": (days.to_numpy() - holidays[before]) // one_day,
        }
    )
